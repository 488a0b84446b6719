using Dsl.Language.Graph;
using Dsl.Language.Types;
using static Dsl.Language.Graph.OperandElements;

namespace Dsl.Language.Operators;

/// <summary>Matrices of 8-bit whole numbers with a scale for each column, eight of them side by side in one int, for models that are used and not trained.</summary>
[OperatorFamily]
public static class QuantizationOperators
{
    /// <summary>Columns whose codes share an int.</summary>
    public const int CodesPerInt = 8;

    /// <summary>Inputs: the matrix [n, m] and its scales [m]; m is a multiple of 8.</summary>
    public static readonly Operator Quantize = new()
    {
        Name = "quantize_columns",
        Summary = "The nearest whole numbers from -127 to 127 of a matrix divided by its columns' scales, eight columns in each int.",
        Formula = "code[i, j] = round(w[i, j] / scale[j])",
        IsCallable = false,
        Infer = static context =>
        {
            var failure = CheckSingle(context, 0) ?? CheckSingle(context, 1) ?? ShapeRules.CheckRank(context, 0, 2, "quantizing needs") ?? ShapeRules.CheckRank(context, 1, 1, "scales need")
                ?? ShapeRules.CheckEqual(context, 0, 1, 1, 0, ShapeErrors.SizesDisagree, "there is one scale for each column");
            if (failure is not null)
                return failure;
            var shape = context.Inputs[0].Shape;
            return Dimension.DivideExactly(shape[1].Size, CodesPerInt, context.Facts) is { } ints
                ? new TensorType(ElementType.Int, Shape.Of(shape[0], ints))
                : new ShapeFailure(ShapeErrors.DoesNotFit, $"{{0}} has {shape[1]} columns, and a multiple of {CodesPerInt} is needed");
        },
        Gradient = new ZeroAlmostEverywhereRule("a rounded number moves in steps"),
        Lowering = new KernelLowering(KernelKind.Quantize),
        Cost = static context => context.Inputs[0].Shape.ElementCount * 4,
    };

    /// <summary>Inputs: rows [.., n], the codes of <see cref="Quantize"/>, the scales [m].</summary>
    public static readonly Operator QuantizedProduct = new()
    {
        Name = "quantized_product",
        Summary = "The product of rows with a quantized matrix.",
        Formula = "y[.., j] = scale[j] * sum over i of x[.., i] * code[i, j]",
        IsCallable = false,
        Infer = static context =>
        {
            var failure = CheckSingle(context, 0) ?? CheckSingle(context, 2) ?? ShapeRules.CheckElement(context, 1, Int) ?? ShapeRules.CheckRank(context, 0, 1, "a product needs")
                ?? ShapeRules.CheckRank(context, 1, 2, "a product needs") ?? ShapeRules.CheckRank(context, 2, 1, "scales need")
                ?? ShapeRules.CheckEqual(context, 0, context.Inputs[0].Rank - 1, 1, 0, ShapeErrors.InnerSizesDiffer, "they are summed together");
            var rows = context.Inputs[0].Shape;
            return failure is not null ? failure : new TensorType(context.Inputs[0].Element, rows.WithAxis(rows.Rank - 1, context.Inputs[2].Shape[0]));
        },
        Gradient = new NotDifferentiableRule("weights of 8 bits are for using a model, not for training it"),
        Lowering = new KernelLowering(KernelKind.QuantizedProduct),
        Cost = static context => context.Output.Shape.ElementCount * context.Inputs[1].Shape[0].Size * 2,
    };

    private static ShapeFailure? CheckSingle(InferenceContext context, int input) => context.Inputs[input].Element == ElementType.Float32
        ? null
        : new ShapeFailure(ShapeErrors.WrongElementType, $"{{{input}}} has elements of type {context.Inputs[input].Element.Name()}, and f32 is needed");
}
