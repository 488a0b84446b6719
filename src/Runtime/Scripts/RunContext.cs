using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Generation;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Scripts;

/// <summary>What the parts of one run share: the environment, the compiled computations of each action, and the options.</summary>
internal sealed class RunContext : IDisposable
{
    private readonly Dictionary<(object Owner, int Part), Computation> computations = new(OwnerComparer.Instance);
    private long seedings;
    private readonly Dictionary<ScriptAction, IDisposable> resources = new(ReferenceEqualityComparer.Instance);

    public RunContext(ScriptProgram program, RunOptions options)
    {
        Program = program;
        Options = options;
        ScriptPath = options.ScriptPath;
        Environment.SetScalar(program.Seed, options.Seed);
        Environment.SetScalar(program.Counter, 0);
        Data = new DataActions(this);
        Output = options.Recorder is { } recorder ? new ReportedOutput(options.Output, recorder) : options.Output;
        Training = new TrainingContext(options.Backend, Environment, Output, program.Seed, program.Counter, Data.FindSet, options.Interruption);
        Generation = new GenerationContext(Training, Data.TokenizerOf, DataActions.ToDiagnostic);
    }

    public ScriptProgram Program { get; }

    public RunOptions Options { get; }

    /// <summary>Where lines go, also to a report where one is written; what is drawn goes there on its own.</summary>
    public IRunOutput Output { get; }

    /// <summary>The script whose actions run: files are looked for beside it first, and written there.</summary>
    public string ScriptPath { get; set; }

    public ExecutionEnvironment Environment { get; } = new();

    /// <summary>The data of the run.</summary>
    public DataActions Data { get; }

    /// <summary>What training and evaluation need of the run.</summary>
    public TrainingContext Training { get; }

    /// <summary>What generating needs of the run.</summary>
    public GenerationContext Generation { get; }

    /// <summary>How many loops of the script are being run, one within the other: what is asked for within them is asked for again.</summary>
    public int LoopDepth { get; set; }

    public CancellationToken Cancellation => Options.Interruption?.Run ?? CancellationToken.None;

    /// <summary>The computation of a part of an action, made when first asked for.</summary>
    public Computation Computation(
        ScriptAction owner, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments = default, int part = 0)
    {
        if (computations.TryGetValue((owner, part), out var computation))
            return computation;
        computation = new Computation(Options.Backend, Environment, owner.Location, outputs, assignments.IsDefault ? [] : assignments) { RunsOnce = LoopDepth == 0 };
        computations[(owner, part)] = computation;
        return computation;
    }

    /// <summary>Something that an action keeps between its executions, made when first asked for.</summary>
    public T Resource<T>(ScriptAction owner, Func<T> make)
        where T : class, IDisposable
    {
        if (!resources.TryGetValue(owner, out var resource))
            resources[owner] = resource = make();
        return (T)resource;
    }

    /// <summary>Lets all that is random begin anew: every computation draws what it drew when it ran first, by the seed of now.</summary>
    public void RestartDraws() => seedings++;

    /// <summary>Runs a computation, with the count of its executions since the seed was set.</summary>
    public Diagnostic? Run(Computation computation)
    {
        if (computation.Seeding != seedings)
            (computation.Seeding, computation.Executions) = (seedings, 0);
        Environment.SetScalar(Program.Counter, computation.Executions);
        return computation.Run(Cancellation);
    }

    /// <summary>The path that a script names, for writing: beside the script unless it is absolute.</summary>
    public string PathToWrite(string name)
    {
        var folder = Path.GetDirectoryName(ScriptPath);
        return Path.IsPathRooted(name) || string.IsNullOrEmpty(folder) ? name : Path.Combine(folder, name);
    }

    /// <summary>Lets go of what was compiled for actions that will not run again; what they computed stays.</summary>
    public void ReleaseComputations()
    {
        foreach (var computation in computations.Values)
            computation.Dispose();
        foreach (var resource in resources.Values)
            resource.Dispose();
        computations.Clear();
        resources.Clear();
    }

    public void Dispose()
    {
        ReleaseComputations();
        Environment.Dispose();
    }

    // Actions are records; two equal ones in a script are still two actions.
    private sealed class OwnerComparer : IEqualityComparer<(object Owner, int Part)>
    {
        public static OwnerComparer Instance { get; } = new();

        public bool Equals((object Owner, int Part) x, (object Owner, int Part) y) => ReferenceEquals(x.Owner, y.Owner) && x.Part == y.Part;

        public int GetHashCode((object Owner, int Part) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Owner), key.Part);
    }
}
