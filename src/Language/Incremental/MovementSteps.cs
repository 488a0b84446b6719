using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Steps of operations that only move or repeat elements: every axis of positions of the result is one of the input.</summary>
internal static class MovementSteps
{
    public static IncrementalStep Transpose(IncrementalContext context, Node node, NodeView view)
    {
        var axes = node.AttributesAs<PermutationAttributes>().Axes;
        var inner = new AxisView[axes.Length];
        for (var i = 0; i < axes.Length; i++)
            inner[axes[i]] = view[i];
        return Moved(node, [.. inner], x => context.Builder.Transpose(x, axes));
    }

    public static IncrementalStep Unsqueeze(IncrementalContext context, Node node, NodeView view)
    {
        var axis = node.AttributesAs<AxisAttributes>().Axis;
        return Moved(node, view.Axes.RemoveAt(axis), x => context.Builder.Unsqueeze(x, axis));
    }

    public static IncrementalStep Squeeze(IncrementalContext context, Node node, NodeView view)
    {
        var axis = node.AttributesAs<AxisAttributes>().Axis;
        return Moved(node, view.Axes.Insert(axis, AxisView.Whole), x => context.Builder.Squeeze(x, axis));
    }

    public static IncrementalStep Broadcast(IncrementalContext context, Node node, NodeView view)
    {
        var shape = node.Inputs[0].Shape;
        var leading = node.Shape.Rank - shape.Rank;
        var target = context.ShapeOf(node.Shape, view);
        return Moved(
            node, [.. shape.Axes.Select((axis, i) => axis.Size.IsOne ? AxisView.Whole : view[leading + i])],
            x => context.Builder.Broadcast(x, target));
    }

    /// <summary>Axes of positions stay apart from others: as many elements lie before each in the result as in the input.</summary>
    public static IncrementalStep? Reshape(IncrementalContext context, Node node, NodeView view)
    {
        var from = TimeAxes(context, node.Inputs[0].Shape);
        var to = TimeAxes(context, node.Shape);
        if (from.Count != to.Count || from.Where((axis, i) => !Before(node.Inputs[0].Shape, axis).Equals(Before(node.Shape, to[i]))).Any())
            return context.Stop(node, $"joins the positions of the sequence with another axis, from {node.Inputs[0].Shape} to {node.Shape}");
        var inner = context.WholeOf(node.Inputs[0]);
        for (var i = 0; i < from.Count; i++)
        {
            if (!node.Inputs[0].Shape[from[i]].Size.Equals(node.Shape[to[i]].Size))
                return context.Stop(node, $"joins the positions of the sequence with another axis, from {node.Inputs[0].Shape} to {node.Shape}");
            inner = inner.With(from[i], view[to[i]]);
        }

        var target = context.ShapeOf(node.Shape, view);
        return Moved(node, inner.Axes, x => context.Builder.Reshape(x, target));
    }

    private static List<int> TimeAxes(IncrementalContext context, Shape shape) => [.. Enumerable.Range(0, shape.Rank).Where(axis => context.IsTime(shape[axis].Size))];

    private static Dimension Before(Shape shape, int axis) => shape.Axes.Take(axis).Aggregate(Dimension.One, static (product, a) => product * a.Size);

    private static IncrementalStep Moved(Node node, ImmutableArray<AxisView> inner, Func<Node, Node> move) =>
        new([new ViewNeed(node.Inputs[0], new NodeView(inner))], inputs => new ViewValue(move(inputs[0].Node), inputs[0].Bounds));
}
