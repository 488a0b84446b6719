using System.Collections.Immutable;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Repl.Bench;

/// <summary>Times everything that a script computes.</summary>
/// <param name="inner">Compiles.</param>
/// <param name="program">The script.</param>
/// <param name="afterRun">Told after each run.</param>
internal sealed class MeasuringBackend(IBackend inner, ScriptProgram program, Action<MeasuredComputation> afterRun) : IBackend
{
    /// <summary>What a step of training is called.</summary>
    public const string Step = "step";

    private readonly List<MeasuredComputation> computations = [];
    private readonly HashSet<int> trainingLines = [.. ActionsOf(program.Actions).OfType<TrainAction>().Select(static action => action.Location.LineNumber)];
    private readonly HashSet<int> evaluationLines = [.. ActionsOf(program.Actions).OfType<EvaluateAction>().Select(static action => action.Location.LineNumber)];

    public string Name => inner.Name;

    /// <summary>In the order in which they were compiled.</summary>
    public IReadOnlyList<MeasuredComputation> Computations => computations;

    public ICompiledProgram Compile(CompileRequest request)
    {
        var compiled = inner.Compile(request with { RunsOnce = false });
        var line = request.Location?.LineNumber ?? 0;
        var kind = trainingLines.Contains(line) ? (request.Assignments.IsEmpty ? "validation" : Step)
            : evaluationLines.Contains(line) ? "evaluation"
            : request.Assignments.IsEmpty ? "value" : "update";
        var measured = new MeasuredComputation(request, compiled.Statistics, kind);
        computations.Add(measured);
        return new MeasuredProgram(compiled, measured, afterRun);
    }

    public MemoryNeed? Measure(CompileRequest request) => inner.Measure(request);

    private static IEnumerable<ScriptAction> ActionsOf(ImmutableArray<ScriptAction> actions) => actions.SelectMany(static action => action switch
    {
        ForAction loop => ActionsOf(loop.Body),
        IfAction branch => ActionsOf(branch.Then).Concat(ActionsOf(branch.Else)),
        _ => [action],
    });
}
