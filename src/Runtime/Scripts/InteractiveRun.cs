using System.Collections.Immutable;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Scripts;

/// <summary>
/// A run that goes on from entry to entry: weights, data and computed values stay between them. The entries one after another give what a script
/// of the same lines gives. To be used by one thread at a time.
/// </summary>
public sealed class InteractiveRun : IDisposable
{
    private readonly RunOptions options;
    private readonly InteractiveScript script;
    private readonly ScriptProgram program;
    private readonly RunContext context;
    private readonly List<EnteredEntry> entries = [];

    /// <param name="options">How entries run; their files are looked for beside the path of each entry's text.</param>
    public InteractiveRun(RunOptions options)
    {
        this.options = options;
        script = new InteractiveScript(options.Files);
        program = new ScriptProgram([], script.Seed, script.Counter);
        context = new RunContext(program, options);
    }

    /// <summary>The names known so far, each with a few words on what it stands for, in alphabetical order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Names => script.Names;

    /// <summary>The same names with their types and the memory that they take.</summary>
    public ImmutableArray<KnownName> KnownNames =>
        [.. script.InspectedNames.Select(name => new KnownName(name.Name, name.Type, BytesOf(name), name.Description))];

    /// <summary>The names of values: of the value itself, or with its place within what the name stands for.</summary>
    public IReadOnlyDictionary<Node, string> NamesOfValues
    {
        get
        {
            var names = new Dictionary<Node, string>();
            foreach (var name in script.InspectedNames)
            {
                for (var i = 0; i < name.Tensors.Length; i++)
                    names.TryAdd(name.Tensors[i], name.Tensors.Length == 1 ? name.Name : FormattableString.Invariant($"{name.Name}.{i}"));
            }

            return names;
        }
    }

    /// <summary>The entries that ran to their end, in order.</summary>
    public IReadOnlyList<EnteredEntry> Entries => entries;

    /// <summary>The seed of now.</summary>
    public long Seed => (long)context.Environment.Input(program.Seed).GetDouble(0);

    /// <summary>The number that a size has by now; null where it is not known.</summary>
    public long? SizeOf(Dimension size) => size.TrySubstitute(context.Environment.Sizes, out var known) ? known.ConstantValue : null;

    /// <summary>The bytes of all values and weights that are kept.</summary>
    public long KeptBytes => context.Environment.ByteCount;

    /// <summary>Checks an entry and runs it when it has no mistakes. One that faults or is interrupted binds no names; what it did to weights stays.</summary>
    /// <param name="source">The entry; a semicolon at its end keeps the value of its last expression from being printed.</param>
    /// <param name="report">Takes what is wrong with it, before it runs.</param>
    /// <returns>How the run ended; null when the entry has mistakes and did not run.</returns>
    public RunResult? Enter(SourceText source, Action<IEnumerable<Diagnostic>> report)
    {
        // An interruption that came too late for the entry before is none of this one.
        options.Interruption?.Renew();
        var entry = script.Enter(source);
        report(entry.Diagnostics);
        if (entry.HasErrors)
            return null;
        context.ScriptPath = source.Path;
        var hasBegun = false;
        var isDone = false;
        try
        {
            var result = ScriptRunner.Run(context, entry.Starts);
            if (result.Reason == RunEnd.Completed)
            {
                hasBegun = true;
                result = ScriptRunner.Run(context, entry.Actions);
            }

            isDone = result.Reason == RunEnd.Completed;
            if (isDone)
                entries.Add(new EnteredEntry(source, entry.HasValue));
            return result;
        }
        finally
        {
            if (!isDone)
                script.Withdraw(hasBegun);
            context.ReleaseComputations();
            ValueRetention.FreeOthers(context, program, script.Settle());
        }
    }

    /// <summary>Says what an entry would be and do, without running anything.</summary>
    /// <param name="source">The entry.</param>
    /// <param name="look">Looks at it while the weights that it makes are there; its value is then described further where that is a model.</param>
    public ExaminedEntry Examine(SourceText source, Action<ExaminedEntry>? look = null) => script.Examine(source, look);

    /// <summary>Computes the value of an expression and draws it: curves, a histogram or pictures. Nothing of it is known to later entries.</summary>
    /// <param name="examined">The expression; it must do nothing but compute.</param>
    public RunResult Plot(ExaminedEntry examined)
    {
        var echo = examined.Actions.OfType<EchoAction>().Last();
        return Try(examined.Actions, () => ScriptRunner.Run(context, [.. examined.Actions.Select(action => action == echo ? new DrawValueAction(echo.Location, echo.Value, examined.Weights) : action)]));
    }

    /// <summary>
    /// Does what an entry would do, with everything computed several times, for whoever measures it; of a training some steps. It prints and stores nothing, and weights
    /// are then as they were before.
    /// </summary>
    /// <param name="examined">The entry.</param>
    /// <param name="repetitions">How often each value is computed, and how many steps a training takes.</param>
    public RunResult Rehearse(ExaminedEntry examined, int repetitions) => Try(examined.Actions, () => new Rehearsal(context, repetitions).Run(examined.Actions));

    /// <summary>What is to be known of an entry that is being typed, without running it; for whoever colours, completes and explains it.</summary>
    /// <param name="source">The entry.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>.</param>
    public ScriptAnalysis Analyze(SourceText source, CancellationToken cancel = default) => ScriptAnalysis.OfEntry(script, source, cancel);

    /// <summary>What the names of the entries so far stand for; stays as it is when further entries come.</summary>
    public ImmutableArray<Symbol> Symbols => EntrySymbols.Of(script);

    public void Dispose() => context.Dispose();

    // Weights that exist are given back as they were; those that were made for this are freed with all else that nothing leads to.
    private RunResult Try(ImmutableArray<ScriptAction> actions, Func<RunResult> run)
    {
        options.Interruption?.Renew();
        var held = Rehearsal.AssignedBy(actions).Where(context.Environment.Variables.ContainsKey)
            .Select(variable => (Variable: variable, Value: context.Environment.Variable(variable).Copy())).ToList();
        try
        {
            return run();
        }
        finally
        {
            context.ReleaseComputations();
            foreach (var (variable, value) in held)
            {
                context.Environment.VariableStorage(variable, value.Shape).CopyFrom(value);
                value.Dispose();
            }

            ValueRetention.FreeOthers(context, program, script.Settle());
        }
    }

    private long? BytesOf(InteractiveName name)
    {
        var bytes = 0L;
        foreach (var node in name.Tensors)
            bytes += context.Environment.TensorOf(node)?.ByteCount ?? 0;
        foreach (var weight in name.Weights)
            bytes += context.Environment.Variables.GetValueOrDefault(weight)?.ByteCount ?? 0;
        return bytes == 0 ? null : bytes;
    }
}
