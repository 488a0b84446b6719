using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Contractions of every layout.</summary>
internal static class ProductCases
{
    private static readonly Node Place = new GraphBuilder().CreateInput(new GraphInput("x", new TensorType(ElementType.Float32, Shape.Of([(Axis)1L]))));

    /// <summary>The product of two matrices, turned or not, a batch of them, windows along the columns, the gradient of what they are multiplied with; in an order in which every third is of another kind.</summary>
    public static ImmutableArray<ProductCase> Layouts(ElementType element, int rows, int depth, int columns) =>
    [
        Plain(element, rows, depth, columns),
        Case("left turned", element, new(rows, columns, 1, 0, false), new(columns, 1, 0, 1, false), new(depth, 0, rows, columns, true)),
        Case(
            "batch", element, new(3, rows * columns, rows * depth, columns * depth, false), new(rows, columns, depth, 0, false), new(columns, 1, 0, 1, false),
            new(depth, 0, 1, columns, true)),
        Case("both turned", element, new(rows, columns, 1, 0, false), new(columns, 1, 0, depth, false), new(depth, 0, rows, 1, true)),
        Case("right turned", element, new(rows, columns, depth, 0, false), new(columns, 1, 0, depth, false), new(depth, 0, 1, 1, true)),
        Case("columns stored apart", element, new(rows, 1, depth, 0, false), new(columns, rows, 0, 1, false), new(depth, 0, 1, columns, true)),
        Case(
            "windows", element, new(rows, 5 * columns, depth * 2, 0, false), new(5, columns, 0, columns + 2, false), new(columns, 1, 0, 1, false),
            new(depth, 0, 1, 5 * (columns + 2), true), new(2, 0, depth, 1, true)),
        Case(
            "windows' weights", element, new(rows, depth * 2, 5 * columns, 0, false), new(depth, 2, 0, 5 * (columns + 2), false), new(2, 1, 0, 1, false),
            new(5, 0, columns, columns + 2, true), new(columns, 0, 1, 1, true)),
    ];

    /// <summary>The product of two matrices as they usually lie.</summary>
    public static ProductCase Plain(ElementType element, int rows, int depth, int columns) =>
        Case("plain", element, new(rows, columns, depth, 0, false), new(columns, 1, 0, 1, false), new(depth, 0, 1, columns, true));

    /// <summary>Products added to what the output holds.</summary>
    public static ProductCase Added(ElementType element, int rows, int depth, int columns)
    {
        var plain = Plain(element, rows, depth, columns);
        return new ProductCase("added", plain.Kernel with { Accumulate = true });
    }

    /// <summary>Products of 16-bit floats whose sums are stored in single precision.</summary>
    public static ProductCase Widened(ElementType element, int rows, int depth, int columns)
    {
        var kernel = Plain(element, rows, depth, columns).Kernel;
        var buffer = kernel.Output.Buffer;
        return new ProductCase("widened", kernel with { Output = kernel.Output with { Buffer = new TensorBuffer(buffer.Name, ElementType.Float32, buffer.Shape) } });
    }

    private static ProductCase Case(string what, ElementType element, params ContractionLoop[] loops)
    {
        var sizes = string.Join(" by ", loops.Select(static loop => loop.Extent));
        return new ProductCase($"{what}, {sizes}", new ContractionKernel(
            Place, Operand("output", static loop => loop.OutputStride), Operand("left", static loop => loop.LeftStride), Operand("right", static loop => loop.RightStride),
            [.. loops.Where(static loop => loop.Extent > 1)]));

        ContractionOperand Operand(string name, Func<ContractionLoop, long> stride) =>
            new(new TensorBuffer(name, element, [checked((int)loops.Sum(loop => stride(loop) * (loop.Extent - 1))) + 1]), 0);
    }
}
