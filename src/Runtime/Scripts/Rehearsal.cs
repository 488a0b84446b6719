using System.Collections.Immutable;
using System.Diagnostics;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;

namespace Dsl.Runtime.Scripts;

/// <summary>Does actions for their times: computes values several times, takes some steps of a training, prints and stores nothing.</summary>
/// <param name="context">The run.</param>
/// <param name="repetitions">How often each value is computed, and how many steps a training takes.</param>
internal sealed class Rehearsal(RunContext context, int repetitions)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Does actions in order until one fails.</summary>
    public RunResult Run(ImmutableArray<ScriptAction> actions)
    {
        foreach (var action in Reduced(actions))
        {
            if (action is ComputeAction compute && Repeat(compute) is { } fault)
                return new RunResult(RunEnd.Faulted, fault);
            if (ScriptRunner.Run(context, [action]) is { Reason: not RunEnd.Completed } result)
                return result;
        }

        return new RunResult(RunEnd.Completed);
    }

    /// <summary>The variables to which actions give values.</summary>
    public static IEnumerable<Variable> AssignedBy(ImmutableArray<ScriptAction> actions) => actions.SelectMany(static action => action switch
    {
        AssignAction assign => assign.Assignments.Select(static a => a.Variable),
        TrainAction train => train.Step.Updates.Select(static a => a.Variable),
        LoadAction load => load.Variables.Select(static v => v.Variable),
        ForAction loop => AssignedBy(loop.Body),
        IfAction branch => AssignedBy(branch.Then).Concat(AssignedBy(branch.Else)),
        _ => [],
    }).Distinct();

    private ImmutableArray<ScriptAction> Reduced(ImmutableArray<ScriptAction> actions)
    {
        var reduced = ImmutableArray.CreateBuilder<ScriptAction>();
        foreach (var action in actions)
        {
            switch (action)
            {
                case PrintAction or EchoAction or PlotAction or HistogramAction or ShowAction or SummaryAction or GraphAction or SaveAction or ExportAction or SaveTokenizerAction or SeedAction:
                    break;
                case ForAction loop:
                    reduced.Add(loop with { Body = Reduced(loop.Body) });
                    break;
                case IfAction branch:
                    reduced.Add(branch with { Then = Reduced(branch.Then), Else = Reduced(branch.Else) });
                    break;
                case TrainAction train:
                    reduced.Add(train with { Settings = Reduced(train.Settings), Validation = null, Checkpoints = null });
                    break;
                default:
                    reduced.Add(action);
                    break;
            }
        }

        return reduced.ToImmutable();
    }

    private TrainingSettings Reduced(TrainingSettings settings) => settings with
    {
        Epochs = null,
        Steps = repetitions,
        StopAfter = null,
        EvaluateEvery = null,
        EvaluateBatches = null,
        KeepsBest = false,
        Silent = true,
    };

    private Diagnostic? Repeat(ComputeAction compute)
    {
        var computation = context.Computation(compute, compute.Values);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repetitions && watch.Elapsed < Longest && !context.Cancellation.IsCancellationRequested; i++)
        {
            if (context.Run(computation) is { } fault)
                return fault;
        }

        return null;
    }
}
