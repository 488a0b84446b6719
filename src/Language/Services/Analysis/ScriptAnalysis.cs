using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Compilation;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Summaries;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Analysis;

/// <summary>One version of a script and all that is known of it without running it. Works for broken text. Can be asked by several threads at once.</summary>
public sealed class ScriptAnalysis
{
    private readonly CompiledScript compiled;
    private readonly Func<SourceText, IFileSource, ScriptAnalysis> check;
    private readonly Lazy<SymbolTable> symbols;
    private readonly Lazy<IReadOnlyDictionary<TextSpan, TensorType>> types;
    private readonly Dictionary<ModelInstance, ModelSummary?> summaries = [];
    private readonly Lock summarizing = new();

    internal ScriptAnalysis(CompiledScript compiled, IFileSource files, ImmutableArray<Symbol> earlier, Func<SourceText, IFileSource, ScriptAnalysis> check)
    {
        this.check = check;
        this.compiled = compiled;
        Files = files;
        symbols = new Lazy<SymbolTable>(() => SymbolResolver.Resolve(compiled.Tree, files, compiled.Values, earlier));
        types = new Lazy<IReadOnlyDictionary<TextSpan, TensorType>>(() => compiled.Types);
    }

    /// <summary>The text.</summary>
    public SourceText Source => compiled.Source;

    /// <summary>Its tree.</summary>
    public SyntaxTree Tree => compiled.Tree;

    /// <summary>What is wrong with it; proposed fixes have not been tried out.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => compiled.Diagnostics;

    /// <summary>The types of its tensor expressions and names, by their place.</summary>
    public IReadOnlyDictionary<TextSpan, TensorType> Types => types.Value;

    /// <summary>What its names stand for.</summary>
    public SymbolTable Symbols => symbols.Value;

    /// <summary>The way to the files that it names.</summary>
    public IFileSource Files { get; }

    /// <summary>Checks a script and keeps what was seen.</summary>
    /// <param name="source">The text.</param>
    /// <param name="files">The way to files that it names.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>.</param>
    public static ScriptAnalysis Of(SourceText source, IFileSource files, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return new ScriptAnalysis(ScriptCompiler.Compile(source, new CompilationOptions(files, CheckFixes: false) { ChecksOnly = true, Cancel = cancel }), files, [], static (text, other) => Of(text, other));
    }

    /// <summary>Checks the next version of a script, of which only what an edit may have changed is looked at.</summary>
    /// <param name="versions">What is known of the version before.</param>
    /// <param name="source">The text.</param>
    /// <param name="files">The way to files that it names.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>.</param>
    public static ScriptAnalysis Of(IncrementalCompiler versions, SourceText source, IFileSource files, CancellationToken cancel = default) =>
        Of(versions, SyntaxTree.Parse(source), files, cancel);

    /// <summary>Checks the next version of a script, of which only what an edit may have changed is looked at.</summary>
    /// <param name="versions">What is known of the version before.</param>
    /// <param name="tree">The tree of the text.</param>
    /// <param name="files">The way to files that it names.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>.</param>
    public static ScriptAnalysis Of(IncrementalCompiler versions, SyntaxTree tree, IFileSource files, CancellationToken cancel = default) =>
        new(versions.Compile(tree, files, cancel), files, [], (text, other) => Of(versions, text, other));

    /// <summary>Checks an entry of an interactive script, which sees the names of the entries before it, and changes nothing.</summary>
    /// <param name="script">The entries before it.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="cancel">Ends the work early, with an <see cref="OperationCanceledException"/>.</param>
    public static ScriptAnalysis OfEntry(InteractiveScript script, SourceText entry, CancellationToken cancel = default) =>
        new(script.Check(entry, cancel), script.Files, EntrySymbols.Of(script), (text, _) => OfEntry(script, text));

    /// <summary>The same script with another text; an entry sees the same names of earlier entries.</summary>
    internal ScriptAnalysis With(SourceText text, IFileSource files) => check(text, files);

    /// <summary>The place in this text of what a value says of where it comes from: it may have been seen in an earlier version.</summary>
    internal SourceLocation Latest(SourceLocation location) => compiled.Values.Latest(location);

    /// <summary>What the checker saw at a place; null: nothing.</summary>
    public ValueFacts? FactsAt(TextSpan span) => compiled.Values.Find(span) is { } value ? ValueDescriber.Describe(value) : null;

    /// <summary>The value that the checker saw at a place; null: none.</summary>
    internal Value? ValueAt(TextSpan span) => compiled.Values.Find(span);

    /// <summary>How what comes from a place is kept in the last training that stores it in 16 bits; null where none does.</summary>
    internal TrainedType? TrainedAt(TextSpan span) => compiled.Values.TrainedAt(span);

    /// <summary>What the call at a place differentiates; null where it is no such call.</summary>
    internal RecordedGradient? GradientAt(TextSpan call) => compiled.Values.GradientAt(call);

    /// <summary>How the gradient of a function was last applied; null where it was not.</summary>
    internal RecordedGradient? GradientOf(SyntaxNode function) => compiled.Values.GradientOf(function);

    /// <summary>What a model with its settings computes and keeps for one row of input; null where its signature leaves sizes open. Found when first asked for.</summary>
    public ModelSummary? SummaryOf(ModelInstance instance)
    {
        if (instance.Declaration is null || instance.IsGroup)
            return null;
        lock (summarizing)
        {
            if (!summaries.TryGetValue(instance, out var summary))
                summaries[instance] = summary = Summarize(DeepStack.Run(() => ModelDescriber.DescribeAlone(instance, compiled.Values, Files)));
            return summary;
        }
    }

    private static ModelSummary? Summarize(DescribedModel model) => model.Outputs.IsEmpty ? null : ModelSummarizer.Summarize(model, batch: 1, context: null, out _);
}
