using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Graphs of one product of two matrices.</summary>
internal static class MatrixProducts
{
    /// <summary>The product of random matrices.</summary>
    /// <param name="element">Their type.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="isTurned">Whether the left one lies as the transposed, as in the gradient of a weight.</param>
    public static CheckedGraph Of(ElementType element, int rows, int depth, int columns, bool isTurned)
    {
        var builder = new GraphBuilder();
        var random = new Random(11);
        var left = Input("left", isTurned ? [depth, rows] : [rows, depth]);
        var right = Input("right", [depth, columns]);
        var (x, y) = (builder.CreateInput(left.Input), builder.CreateInput(right.Input));
        var product = builder.MatrixProduct(isTurned ? builder.Transpose(x, [1, 0]) : x, y);
        return new CheckedGraph($"{rows} by {depth} by {columns} of {element.Name()}{(isTurned ? ", left turned" : "")}", [product], [left, right], Closeness.Tolerance(element));

        (GraphInput Input, Tensor Value) Input(string name, int[] shape)
        {
            var type = new TensorType(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)]));
            double[] values = [.. Enumerable.Range(0, shape[0] * shape[1]).Select(_ => (random.NextDouble() * 2) - 1)];
            return (new GraphInput(name, type), Tensor.FromDoubles(element, [.. shape], values));
        }
    }
}
