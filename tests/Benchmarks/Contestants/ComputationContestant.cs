using System.Collections.Immutable;
using Dsl.Benchmarks.Rows;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Benchmarks.Contestants;

/// <summary>
/// The last expression of a script, computed over and over by the compiled program; what the statements before it give is computed once
/// and read from then on.
/// </summary>
internal sealed class ComputationContestant : IContestant
{
    private readonly ExecutionEnvironment environment = new();
    private readonly List<Computation> prepared = [];
    private readonly Computation last;
    private readonly IBackend backend;
    private readonly long calls;
    private readonly BenchmarkClock clock;

    /// <param name="name">By which reports name it.</param>
    /// <param name="script">Statements that bind tensors; the last one is what is measured.</param>
    /// <param name="backend">Compiles; disposed with the contestant if it can be.</param>
    /// <param name="settings">The length of a repetition and the clock.</param>
    public ComputationContestant(string name, BenchmarkScript script, IBackend backend, BenchmarkSettings settings)
    {
        Name = name;
        this.backend = backend;
        environment.SetScalar(script.Program.Seed, 0);
        environment.SetScalar(script.Program.Counter, 0);
        foreach (var action in script.Program.Actions[..^1])
            Prepare(action, backend);
        if (script.Program.Actions[^1] is not ComputeAction compute)
            throw new InvalidOperationException($"{script.Path} does not end in an expression");
        last = new Computation(backend, environment, compute.Location, compute.Values, []);
        calls = RepetitionSize.Find(Run, settings.Seconds);
        clock = settings.Clock;
    }

    public string Name { get; }

    public string? Missing => null;

    public string Details => string.Empty;

    public int? ProcessId => null;

    public double Repeat() => RepetitionSize.Time(Run, calls, clock) / calls;

    public void Dispose()
    {
        last.Dispose();
        foreach (var computation in prepared)
            computation.Dispose();
        environment.Dispose();
        (backend as IDisposable)?.Dispose();
    }

    private void Prepare(ScriptAction action, IBackend backend)
    {
        (ImmutableArray<Node> values, ImmutableArray<VariableAssignment> assignments) = action switch
        {
            ComputeAction compute => (compute.Values, ImmutableArray<VariableAssignment>.Empty),
            AssignAction assign => (ImmutableArray<Node>.Empty, assign.Assignments),
            _ => throw new InvalidOperationException($"a script to be measured binds tensors only, and {action.GetType().Name} is something else"),
        };
        var computation = new Computation(backend, environment, action.Location, values, assignments);
        prepared.Add(computation);
        if (computation.Run(CancellationToken.None) is { } fault)
            throw new InvalidOperationException(fault.Message);
        for (var i = 0; i < values.Length; i++)
            environment.Keep(values[i], computation.Output(i));
    }

    private void Run(long count)
    {
        for (var i = 0L; i < count; i++)
        {
            if (last.Run(CancellationToken.None) is { } fault)
                throw new InvalidOperationException(fault.Message);
        }
    }
}
