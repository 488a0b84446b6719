using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Programs;

namespace Dsl.Language.Binding.Training;

/// <summary>Reads what <c>train</c> is told about checkpoints.</summary>
internal static class CheckpointArguments
{
    private static readonly ImmutableArray<(string Name, string Meaning)> Companions =
    [
        ("checkpoint_every", "says how often a checkpoint is stored"),
        ("keep", "says how many checkpoints stay"),
        ("resume", "goes on from a checkpoint"),
    ];

    /// <summary>The plan, or null without one; false when something is wrong, which has been reported.</summary>
    /// <param name="call">The call of <c>train</c>.</param>
    /// <param name="net">The network.</param>
    /// <param name="key">The key of the optimizer's states.</param>
    /// <param name="changed">What a step changes; states of other networks that the loss uses may be among it.</param>
    /// <param name="scaling">The scaling of the loss, whose states are stored with the optimizer's.</param>
    /// <param name="plan">The plan.</param>
    public static bool Read(UnitCall call, ModelInstance net, string key, IEnumerable<Variable> changed, LossScaling? scaling, out CheckpointPlan? plan)
    {
        plan = null;
        if (Companions.Any(c => !TrainingArguments.HasCompanion(call, c.Name, ["checkpoint"], c.Meaning)))
            return false;
        if (call.Find("checkpoint") is not { } folder)
            return true;
        if (folder.Value is not StringValue || call.Elaborator.ToProgramValue(folder.Value, folder.Location, call.Frame) is not { } text)
        {
            if (folder.Value is not PoisonValue)
                call.Fail(TypeErrors.WrongKind, folder.Location, $"`checkpoint` is a folder, written as text, and this is {Elaborator.Describe(folder.Value)}");
            return false;
        }

        var (every, keep) = (call.Positive("checkpoint_every"), call.Has("keep") ? call.Positive("keep") : CheckpointPlan.DefaultKeep);
        if (keep is null || (call.Has("checkpoint_every") && every is null) || call.Boolean("resume", false) is not { } resumes)
            return false;
        var weights = net.NamedVariables.ToImmutableArray();
        foreach (var variable in changed.Where(v => v.Kind != VariableKind.OptimizerState && !weights.Any(w => w.Variable == v)).ToList())
            weights = weights.Add((FreeName($"loss.{variable.Path}", weights), variable));
        var paths = weights.ToDictionary(static w => w.Variable, static w => w.Path);
        ImmutableArray<(string, Variable)> states =
        [
            .. call.Elaborator.NamedOptimizerStates(key)
                .Where(s => paths.ContainsKey(s.Weight))
                .Select(s => ($"optimizer.{paths[s.Weight]}.{s.Name}", s.State)),
            .. (scaling?.Start ?? []).Select(static s => ($"optimizer.{s.Variable.Path.Split('.')[0]}", s.Variable)),
        ];
        plan = new CheckpointPlan(text, every, keep.Value, resumes, weights, states);
        return true;
    }

    private static string FreeName(string name, ImmutableArray<(string Path, Variable Variable)> taken)
    {
        var free = name;
        for (var i = 2; taken.Any(t => t.Path == free); i++)
            free = $"{name}_{i}";
        return free;
    }
}
