using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>Reports a mistake and gives the poison that keeps everything downstream silent.</summary>
    internal PoisonValue Poison(
        DiagnosticDescriptor descriptor,
        SourceLocation location,
        string message,
        Frame frame,
        ImmutableArray<DiagnosticAnnotation> annotations = default,
        ImmutableArray<string> notes = default,
        ImmutableArray<DiagnosticFix> fixes = default,
        ImmutableArray<SourceLocation> underlines = default)
    {
        Report(
            new Diagnostic(descriptor, location, message)
            {
                Annotations = annotations.IsDefault ? [] : annotations,
                Notes = notes.IsDefault ? [] : notes,
                Fixes = fixes.IsDefault ? [] : fixes,
                Underlines = underlines.IsDefault ? [] : underlines,
            },
            frame);
        return PoisonValue.Instance;
    }

    /// <summary>
    /// Reports at the place that the user can change: a mistake inside the library is one of the call that led there; a mistake
    /// inside a declaration of the script that only shows for this call names the call too.
    /// </summary>
    internal void Report(Diagnostic diagnostic, Frame frame)
    {
        if (silenced > 0)
        {
            silencedErrors++;
            firstSilenced ??= diagnostic;
            return;
        }

        var caller = frame;
        var inside = diagnostic.Location;
        while (IsLibrary(diagnostic.Location.Source) && caller?.CallSite is { } site)
        {
            diagnostic = CallerView.Of(diagnostic, site, caller);
            caller = caller.Caller;
        }

        if (diagnostic.Location != inside && diagnostic.Severity == DiagnosticSeverity.Error)
            diagnostic = diagnostic with { Notes = diagnostic.Notes.Add($"found in {inside.Source.Path}, line {inside.LineNumber}: {inside.Text.Split('\n')[0].Trim()}") };

        if (caller?.CallSite is { } outer && caller.Kind != FrameKind.Script && !IsLibrary(outer.Source))
            diagnostic = diagnostic with { Annotations = diagnostic.Annotations.Add(new DiagnosticAnnotation(outer, "called here")) };
        diagnostics.Add(diagnostic);
    }

    /// <summary>Runs something without reporting; gives whether it would have reported.</summary>
    internal bool FailsSilently(Action action) => FailsSilently(action, out _);

    /// <summary>Runs something without reporting; gives whether it would have reported, and what first.</summary>
    internal bool FailsSilently(Action action, out Diagnostic? first)
    {
        silenced++;
        var (before, outerFirst, wasAbandoned) = (silencedErrors, firstSilenced, isAbandoned);
        (firstSilenced, isAbandoned) = (null, false);
        action();
        silenced--;
        first = firstSilenced;
        (firstSilenced, isAbandoned) = (outerFirst ?? first, wasAbandoned);
        return silencedErrors > before;
    }

    /// <summary>Notes the instances that a mistaken call was given: their weights may be unknown because of it, which is no second mistake.</summary>
    internal void NoteMistake(ImmutableArray<Argument> arguments)
    {
        if (silenced > 0)
            return;
        foreach (var argument in arguments)
        {
            if (argument.Value is InstanceValue { Instance: var instance })
                mistaken.Add(instance.Root);
        }
    }

    /// <summary>Whether a mistake that was reported before may be why nothing is known of an instance.</summary>
    internal bool IsMistaken(ModelInstance instance) => mistaken.Contains(instance.Root);

    private readonly HashSet<ModelInstance> mistaken = [];
    private int silenced;
    private int silencedErrors;
    private Diagnostic? firstSilenced;

    internal static bool IsLibrary(SourceText source) => source.IsLibrary;

    /// <summary>Whether a conflict between sizes is certain enough to report: they differ, or nothing in a declaration says that two of its own dimensions agree.</summary>
    internal bool IsCertain((Dimension Left, Dimension Right) conflict, bool divides, Frame frame)
    {
        if (!divides && frame.Facts.AreEqual(conflict.Left, conflict.Right) == false)
            return true;
        if (conflict.Left.IsConstant && conflict.Right.IsConstant)
            return true;
        if (!IsGeneric)
            return true;
        if (divides)
            return false;
        return IsPlain(conflict.Left) && IsPlain(conflict.Right);

        static bool IsPlain(Dimension size) =>
            size.Terms.Keys.All(static m => m.Factors.All(static f => f.Factor is SymbolFactor { Symbol.Kind: not DimensionSymbolKind.RunTime }));
    }

    /// <summary>A few words on a value for messages.</summary>
    internal static string Describe(Value value) => value switch
    {
        TensorValue tensor => tensor.Type.Rank == 0 ? $"a single {ElementName(tensor.Type.Element)}" : $"a tensor {tensor.Type}",
        IntegerValue integer => $"the whole number {integer.Size}",
        NumberValue number => $"the number {number.Number}",
        BooleanValue { Truth: { } truth } => truth ? "true" : "false",
        BooleanValue => "a truth value",
        StringValue { Constant: { } text } => $"the text \"{(text.Length > 30 ? text[..30] + "..." : text)}\"",
        StringValue => "text",
        ListValue => "a list",
        TupleValue tuple => $"a tuple of {tuple.Elements.Length}",
        RecordValue record => $"a record with {string.Join(", ", record.Fields.Select(static f => f.Name))}",
        RangeValue => "a range",
        OpenSizeValue => "`_`, which stands for a size in brackets that is worked out",
        DataReferenceValue data => DescribeData(data.Data.Type),
        InstanceValue instance => $"the model {instance.Name} with its weights",
        ModelValue model => $"the model `{model.Name}` before its settings",
        OptimizerValue optimizer => $"the optimizer {optimizer.Declaration.Name.Text}",
        LambdaValue lambda => $"a function of {string.Join(" and ", lambda.Syntax.Parameters.Elements.Select(static p => $"`{p.Name.Text}`"))}",
        CallableValue callable => $"the function `{callable.Name}`",
        NothingValue => "nothing",
        UncarriedValue uncarried => Describe(uncarried.Before),
        _ => "a value",
    };

    private static string DescribeData(Data.DataType type) => type switch
    {
        Data.DataSetType set => $"the data set {set.Description}",
        Data.DataTensorType tensor => $"a tensor {tensor.Type}",
        Data.DataRecordType record => $"data with the parts {string.Join(", ", record.Fields.Select(static f => f.Name))}",
        Data.DataSizeType size => $"the size {size.Size}",
        Data.DataTextType => "text",
        _ => "data",
    };

    private static string ElementName(ElementType element) => element.IsFloat() ? "number" : element == ElementType.Int ? "whole number" : "truth value";
}
