using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Operators that only the compiler makes: where values enter a graph, and recurrences.</summary>
[OperatorFamily]
public static class SourceOperators
{
    private const string NeverInferred = "source nodes are built with their type";

    /// <summary>A value supplied from outside; attributes <see cref="InputAttributes"/>.</summary>
    public static readonly Operator Input = Source("input", "a value supplied from outside");

    /// <summary>A parameter or state; attributes <see cref="VariableAttributes"/>.</summary>
    public static readonly Operator Variable = Source("variable", "a parameter or a state");

    /// <summary>A literal; attributes <see cref="ConstantAttributes"/>.</summary>
    public static readonly Operator Constant = Source("constant", "a literal");

    /// <summary>The value of a size as an int scalar; attributes <see cref="SizeAttributes"/>.</summary>
    public static readonly Operator Size = Source("size", "the value of a dimension");

    /// <summary>A recurrence; attributes <see cref="ScanAttributes"/>. Its own type is that of its first result.</summary>
    public static readonly Operator Scan = new()
    {
        Name = "scan",
        Summary = "runs a body once for each index of a dimension",
        IsCallable = false,
        Infer = static context => ScanRules.InferScan(context),
        Gradient = new NotDifferentiableRule("a recurrence is differentiated as a whole, by running its body's gradient backwards"),
        Lowering = new KernelLowering(KernelKind.Scan),
        Cost = static context => ScanRules.Cost((ScanAttributes)context.Attributes),
    };

    /// <summary>One result of a scan; attributes <see cref="ScanResultAttributes"/>.</summary>
    public static readonly Operator ScanResult = new()
    {
        Name = "scan_result",
        Summary = "picks one result of a recurrence",
        IsCallable = false,
        Infer = static context => ScanRules.InferResult(context),
        Gradient = new NotDifferentiableRule("handled together with its recurrence"),
        Lowering = new KernelLowering(KernelKind.ScanResult),
        Cost = static context => Dimension.Zero,
    };

    public static Node CreateInput(this GraphBuilder builder, GraphInput input, SourceLocation? location = null) =>
        builder.CreateTyped(Input, [], new InputAttributes(input), input.Type, location);

    public static Node CreateVariable(this GraphBuilder builder, Variable variable, int version, SourceLocation? location = null) =>
        builder.CreateTyped(Variable, [], new VariableAttributes(variable, version), variable.Type, location);

    /// <summary>A scalar literal.</summary>
    public static Node CreateConstant(this GraphBuilder builder, double value, ElementType element, SourceLocation? location = null) =>
        builder.CreateConstant([value], TensorType.Scalar(element), location);

    /// <summary>A literal tensor. Of 16 bits it has only the digits that they hold, whatever it is converted to later; of 32 it keeps those it was written with.</summary>
    public static Node CreateConstant(this GraphBuilder builder, ImmutableArray<double> values, TensorType type, SourceLocation? location = null) =>
        builder.CreateTyped(
            Constant, [],
            new ConstantAttributes(type.Element is ElementType.Float16 or ElementType.BFloat16 ? [.. values.Select(value => ElementRounding.Round(value, type.Element))] : values),
            type, location);

    public static Node CreateSize(this GraphBuilder builder, Dimension size, SourceLocation? location = null) =>
        size.ConstantValue is { } value
            ? builder.CreateConstant(value, ElementType.Int, location)
            : builder.CreateTyped(Size, [], new SizeAttributes(size), TensorType.Scalar(ElementType.Int), location);

    /// <summary>A recurrence; inputs: initial carries, sequences, captures, as the body declares them.</summary>
    public static Node CreateScan(
        this GraphBuilder builder, ScanBody body, Dimension length, bool reverse, ImmutableArray<Node> inputs, SourceLocation? location = null) =>
        builder.Create(Scan, inputs, new ScanAttributes(body, length, reverse), location);

    /// <summary>One result of a recurrence: first the last values of the carries, then the stacked outputs.</summary>
    public static Node CreateScanResult(this GraphBuilder builder, Node scan, int index, SourceLocation? location = null) =>
        builder.Create(ScanResult, [scan], new ScanResultAttributes(index), location);

    private static Operator Source(string name, string summary) => new()
    {
        Name = name,
        Summary = summary,
        IsCallable = false,
        Infer = static _ => throw new InvalidOperationException(NeverInferred),
        Gradient = new ZeroAlmostEverywhereRule("it depends on nothing"),
        Lowering = new KernelLowering(KernelKind.Source),
        Cost = static context => Dimension.Zero,
    };
}
