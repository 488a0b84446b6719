using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Steps of operations with indices.</summary>
internal static class IndexingSteps
{
    /// <summary>The numbers of positions.</summary>
    public static IncrementalStep? Range(IncrementalContext context, Node node, NodeView view)
    {
        var builder = context.Builder;
        if (view[0].Kind == AxisViewKind.History)
        {
            return context.OffsetOf(node.Shape[0].Size) == 0
                ? new IncrementalStep([], _ => new ViewValue(builder.Range(context.Capacity), ValueBounds.FromNewest(1, double.MaxValue)))
                : context.Stop(node, "counts more or fewer than the positions of the sequence");
        }

        var rows = view[0];
        return new IncrementalStep([], _ =>
        {
            var shape = Shape.Of(rows.Count);
            var first = rows.First == 0 ? context.Position : builder.Add(context.Position, builder.CreateConstant(rows.First, ElementType.Int));
            var numbers = builder.Broadcast(first, shape);
            return new ViewValue(rows.Count == 1 ? numbers : builder.Add(numbers, builder.Range(rows.Count)), ValueBounds.FromNewest(rows.First, rows.Last));
        });
    }

    /// <summary>Rows of a table; the table itself must be the same at every position.</summary>
    public static IncrementalStep? Gather(IncrementalContext context, Node node, NodeView view)
    {
        var (table, indices) = (node.Inputs[0], node.Inputs[1]);
        if (context.IsTime(table.Shape[0].Size) && context.IsFromInput(table))
            return context.Stop(node, "looks up positions by numbers that only the run knows");
        var lead = indices.Shape.Rank;
        var tableView = new NodeView([context.IsTime(table.Shape[0].Size) ? AxisView.History : AxisView.Whole, .. view.Axes[lead..]]);
        if (tableView.HasHistory && view.HasHistory)
            return context.Stop(node, "relates all positions of the sequence to each other");
        return new IncrementalStep(
            [new ViewNeed(table, tableView), new ViewNeed(indices, new NodeView(view.Axes[..lead]))],
            inputs => new ViewValue(context.Builder.Gather(inputs[0].Node, inputs[1].Node), BoundsOf(node)));
    }

    /// <summary>One position of an axis; along the sequence only the newest.</summary>
    public static IncrementalStep? Select(IncrementalContext context, Node node, NodeView view)
    {
        var axis = node.AttributesAs<AxisAttributes>().Axis;
        var (x, index) = (node.Inputs[0], node.Inputs[1]);
        if (!context.IsTime(x.Shape[axis].Size))
        {
            return new IncrementalStep(
                [new ViewNeed(x, new NodeView(view.Axes.Insert(axis, AxisView.Whole))), new ViewNeed(index, context.WholeOf(index))],
                inputs => new ViewValue(context.Builder.Select(inputs[0].Node, inputs[1].Node, axis), inputs[0].Bounds));
        }

        return index.Operator == TurnOperators.Position
            ? new IncrementalStep(
                [new ViewNeed(x, new NodeView(view.Axes.Insert(axis, AxisView.Newest)))],
                inputs => new ViewValue(context.Builder.Squeeze(inputs[0].Node, axis), inputs[0].Bounds))
            : context.Stop(node, "picks a position that need not be the newest");
    }

    /// <summary>One element of each row.</summary>
    public static IncrementalStep Pick(IncrementalContext context, Node node, NodeView view) => new(
        [new ViewNeed(node.Inputs[0], new NodeView(view.Axes.Add(AxisView.Whole))), new ViewNeed(node.Inputs[1], view)],
        inputs => new ViewValue(context.Builder.Create(node.Operator, [inputs[0].Node, inputs[1].Node], node.Attributes, node.Location), BoundsOf(node)));

    /// <summary>Rows of zeros with a single 1.</summary>
    public static IncrementalStep? OneHot(IncrementalContext context, Node node, NodeView view)
    {
        var last = node.Shape.Rank - 1;
        if (view[last].Kind == AxisViewKind.Rows)
            return context.Stop(node, "is needed at other columns than all of them");
        var isHistory = view[last].Kind == AxisViewKind.History;
        var attributes = isHistory ? new SizeAttributes(context.Capacity) : node.Attributes;
        return new IncrementalStep([new ViewNeed(node.Inputs[0], new NodeView(view.Axes.RemoveAt(last)))], inputs =>
        {
            var bounds = isHistory && inputs[0].Bounds is { IsRelative: true, High: <= 0 } ? ValueBounds.Exactly(0) : ValueBounds.Truth;
            return new ViewValue(context.Builder.Create(node.Operator, [inputs[0].Node], attributes, node.Location), bounds);
        });
    }

    private static ValueBounds BoundsOf(Node node) => node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite;
}
