using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>
/// A script that grows by entries: each is checked against the names, models, weights and data of those before it. An entry with mistakes
/// changes nothing. Executes nothing itself. To be used by one thread at a time.
/// </summary>
public sealed class InteractiveScript
{
    private readonly Elaborator elaborator;
    private EntryMemory? before;

    /// <param name="files">The way to files that entries name.</param>
    public InteractiveScript(IFileSource files)
    {
        elaborator = Elaborator.CreateInteractive(files);
    }

    /// <summary>The seed, supplied by whoever runs the entries.</summary>
    public GraphInput Seed => elaborator.Seed;

    /// <summary>The counter, supplied for each execution of an action.</summary>
    public GraphInput Counter => elaborator.Counter;

    /// <summary>The names that entries have bound or declared, each with a few words on what it stands for, in alphabetical order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Names => elaborator.NamedValues;

    /// <summary>The names that entries have bound or declared, with their values and where they were bound, where that is known.</summary>
    public IEnumerable<(string Name, Value Value, SourceLocation? Site)> BoundNames => elaborator.BoundNames;

    /// <summary>The way to files that entries name.</summary>
    public IFileSource Files => elaborator.Files;

    /// <summary>The same names with their types and what they hold.</summary>
    public ImmutableArray<InteractiveName> InspectedNames => elaborator.InspectedNames;

    /// <summary>Checks an entry and, when nothing is wrong with it, makes what it names known to later ones. A semicolon at its end keeps its value from being printed.</summary>
    public InteractiveEntry Enter(SourceText source) => DeepStack.Run(() =>
    {
        var memory = elaborator.Remember();
        var isEntered = false;
        try
        {
            var limit = new ElaborationBudget(Elaborator.WorkLimit);
            var (compiled, elaborated) = Elaborate(source, limit);
            var hasErrors = compiled.Diagnostics.Any(static d => d.IsError);
            if (compiled.Diagnostics.Any(static d => d.Fixes.Length > 0))
            {
                compiled = compiled with { Diagnostics = CheckFixes(compiled, memory, limit) };
                memory.RestoreAll();
                if (!hasErrors)
                    elaborated = Elaborate(source, new ElaborationBudget(Elaborator.WorkLimit)).Elaborated;
            }

            if (hasErrors)
                return new InteractiveEntry(source, compiled.Diagnostics, [], []);
            isEntered = true;
            before = memory;
            return new InteractiveEntry(source, compiled.Diagnostics, elaborated.Starts, elaborated.Actions) { HasValue = elaborated.Value is not null };
        }
        finally
        {
            if (!isEntered)
                memory.RestoreAll();
        }
    });

    /// <summary>Takes back the entry that was entered last, because it did not run to its end.</summary>
    /// <param name="hasBegun">Whether any of its actions ran after its start values were given: weights then stay as those left them, and only names are taken back.</param>
    public void Withdraw(bool hasBegun)
    {
        if (hasBegun)
            before?.RestoreNames();
        else
            before?.RestoreAll();
        before = null;
    }

    /// <summary>Settles the entry that was entered last, which ran to its end, and says what later ones can still read.</summary>
    public ReachableValues Settle()
    {
        before = null;
        return elaborator.Reach();
    }

    /// <summary>Binds names to values that whoever runs the entries supplies.</summary>
    public void Supply(ImmutableArray<GraphInput> inputs)
    {
        foreach (var input in inputs)
            elaborator.Supply(input);
    }

    /// <summary>Checks an entry that knows some more names, gives its actions, and changes nothing.</summary>
    /// <param name="source">The entry.</param>
    /// <param name="inputs">The names, whose values are supplied when the actions run.</param>
    public InteractiveEntry Prepare(SourceText source, ImmutableArray<GraphInput> inputs) => DeepStack.Run(() =>
    {
        var memory = elaborator.Remember();
        try
        {
            Supply(inputs);
            var (compiled, elaborated) = Elaborate(source, new ElaborationBudget(Elaborator.WorkLimit));
            var entry = new InteractiveEntry(source, compiled.Diagnostics, [], []);
            return entry.HasErrors ? entry : entry with { Starts = elaborated.Starts, Actions = elaborated.Actions };
        }
        finally
        {
            memory.RestoreAll();
        }
    });

    /// <summary>Checks an entry without trying out fixes, keeps what was seen of it, and changes nothing.</summary>
    /// <param name="source">The entry.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>.</param>
    public CompiledScript Check(SourceText source, CancellationToken cancel = default) => DeepStack.Run(() =>
    {
        var memory = elaborator.Remember();
        try
        {
            return Elaborate(source, new ElaborationBudget(Elaborator.WorkLimit, cancel)).Compiled;
        }
        finally
        {
            memory.RestoreAll();
        }
    });

    /// <summary>Says what an entry would be and do, and changes nothing.</summary>
    /// <param name="source">The entry.</param>
    /// <param name="look">Looks at it while the weights that it makes are there; its value is then described further where that is a model.</param>
    public ExaminedEntry Examine(SourceText source, Action<ExaminedEntry>? look = null) => DeepStack.Run(() =>
    {
        var memory = elaborator.Remember();
        try
        {
            var (compiled, elaborated) = Elaborate(source, new ElaborationBudget(Elaborator.WorkLimit));
            if (compiled.Diagnostics.Any(static d => d.IsError))
                return new ExaminedEntry(compiled.Diagnostics, [], null, [], null);
            var (tensors, model) = elaborated.Value is { } value
                ? (elaborator.TensorsOf(value, compiled.Tree.Root), look is not null ? elaborator.DescribeModel(value, NameOf(compiled.Tree), compiled.Tree.Root) : null)
                : ([], null);
            var examined = new ExaminedEntry(compiled.Diagnostics, [.. elaborated.Starts, .. elaborated.Actions], elaborated.Description, tensors, model)
            {
                Weights = Elaborator.WeightsOf(elaborated.Value),
            };
            look?.Invoke(examined);
            return examined;
        }
        finally
        {
            memory.RestoreAll();
        }
    });

    private static string NameOf(SyntaxTree tree) => tree.Root.Statements[^1].Location.Text;

    private (CompiledScript Compiled, ElaboratedEntry Elaborated) Elaborate(SourceText source, ElaborationBudget limit)
    {
        var tree = SyntaxTree.Parse(source);
        var isQuiet = tree.Root.Semicolons is [.., var semicolon] && tree.Root.Statements is [.., var statement] && semicolon.Span.Start > statement.Span.Start;
        var elaborated = elaborator.Enter(tree.Root, limit, isQuiet);
        var diagnostics = AllowedLints.Without(source, ScriptCompiler.Join(tree, elaborated.Diagnostics, elaborated.Unprepared).ToImmutable());
        return (new CompiledScript(source, tree, diagnostics, null, elaborated.Values), elaborated);
    }

    // Each attempt to mend the entry begins from what was before it.
    private ImmutableArray<Diagnostic> CheckFixes(CompiledScript compiled, EntryMemory memory, ElaborationBudget limit)
    {
        return FixChecker.Check(compiled, changed =>
        {
            memory.RestoreAll();
            var attempt = limit.IsExhausted ? null : Elaborate(changed, limit).Compiled;
            return limit.IsExhausted ? null : attempt;
        });
    }
}
