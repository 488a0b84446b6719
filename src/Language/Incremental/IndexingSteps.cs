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
                ? new IncrementalStep([], _ => new ViewValue(builder.Range(context.Capacity), ValueBounds.FromNewest(1, double.MaxValue), UnwrittenValues.Numbers))
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
            inputs =>
            {
                if (tableView.HasHistory && !(inputs[1].Bounds.ToAbsolute().Low >= 0))
                {
                    context.Stop(node, "looks up positions by numbers that may count from the end of the sequence");
                    return null;
                }

                return new ViewValue(context.Builder.Gather(inputs[0].Node, Indices(context, inputs[1], new NodeView(view.Axes[..lead]))), BoundsOf(node), UnwrittenValues.Numbers);
            });
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
        inputs => new ViewValue(context.Builder.Create(node.Operator, [inputs[0].Node, Indices(context, inputs[1], view)], node.Attributes, node.Location), BoundsOf(node)));

    /// <summary>Rows of zeros with a single 1.</summary>
    public static IncrementalStep? OneHot(IncrementalContext context, Node node, NodeView view)
    {
        var last = node.Shape.Rank - 1;
        if (view[last].Kind == AxisViewKind.Rows)
            return context.Stop(node, "is needed at other columns than all of them");
        var isHistory = view[last].Kind == AxisViewKind.History;
        if (isHistory && context.OffsetOf(node.Shape[last].Size) != 0)
            return context.Stop(node, "has more or fewer columns than the sequence has positions");
        var attributes = isHistory ? new SizeAttributes(context.Capacity) : node.Attributes;
        var indicesView = new NodeView(view.Axes.RemoveAt(last));
        return new IncrementalStep([new ViewNeed(node.Inputs[0], indicesView)], inputs =>
        {
            // A history has more columns than there are positions: numbers from the end, or beyond it, mean others there.
            if (isHistory && !(inputs[0].Bounds is { IsRelative: true, High: <= 0 } && inputs[0].Bounds.ToAbsolute().Low >= 0))
            {
                context.Stop(node, "marks positions by numbers that only the run knows");
                return null;
            }

            return new ViewValue(
                context.Builder.Create(node.Operator, [Indices(context, inputs[0], indicesView)], attributes, node.Location),
                isHistory ? ValueBounds.Exactly(0) : ValueBounds.Truth, UnwrittenValues.Numbers);
        });
    }

    // A table may have no row for positions that are yet to come.
    private static Node Indices(IncrementalContext context, ViewValue indices, NodeView view) =>
        view.HasHistory ? context.Written(indices.Node, view.HistoryAxis, 0) : indices.Node;

    private static ValueBounds BoundsOf(Node node) => node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite;
}
