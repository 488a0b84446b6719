using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Graphs of one product of two matrices, and of what may follow it.</summary>
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
        var values = new RandomInputs(element);
        var (x, y) = (values.Input(isTurned ? [depth, rows] : [rows, depth]), values.Input([depth, columns]));
        var product = values.Builder.MatrixProduct(isTurned ? values.Builder.Transpose(x, [1, 0]) : x, y);
        return values.Graph($"{rows} by {depth} by {columns} of {element.Name()}{(isTurned ? ", left turned" : "")}", [product]);
    }

    /// <summary>A product summed over two axes, which lie in another order in each operand.</summary>
    public static CheckedGraph OverTwoAxes(ElementType element, int rows, int outer, int inner, int columns)
    {
        var values = new RandomInputs(element);
        var attributes = new ContractionAttributes([], [new AxisPair(1, 0), new AxisPair(0, 1)]);
        var product = values.Builder.Contract(values.Input([inner, outer, rows]), values.Input([outer, inner, columns]), attributes);
        return values.Graph($"{rows} by {outer} x {inner} by {columns} of {element.Name()}", [product]);
    }

    /// <summary>A layer: the product, a bias for each column, an activation, a residual.</summary>
    /// <param name="element">The type of all.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="asked">Which of product, sum with the bias, activation and result are outputs.</param>
    public static CheckedGraph Layer(ElementType element, int rows, int depth, int columns, ImmutableArray<int> asked)
    {
        var values = new RandomInputs(element);
        var builder = values.Builder;
        var (x, y, bias, residual) = (values.Input([rows, depth]), values.Input([depth, columns]), values.Input([columns]), values.Input([rows, columns]));
        var product = builder.MatrixProduct(x, y);
        var biased = builder.Add(product, builder.Broadcast(bias, product.Shape));
        var active = builder.Sin(biased);
        var result = builder.Add(active, residual);
        Node[] all = [product, biased, active, result];
        return values.Graph($"a layer of {rows} by {depth} by {columns} of {element.Name()}", [.. asked.Select(which => all[which])]);
    }

    /// <summary>A product whose results are asked for in another type.</summary>
    public static CheckedGraph Converted(ElementType element, ElementType result, int rows, int depth, int columns)
    {
        var values = new RandomInputs(element);
        var product = values.Builder.MatrixProduct(values.Input([rows, depth]), values.Input([depth, columns]));
        return values.Graph($"{rows} by {depth} by {columns} of {element.Name()} as {result.Name()}", [values.Builder.Cast(product, result)]);
    }
}
