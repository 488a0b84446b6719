using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Steps of operations that cut, pad and join along an axis.</summary>
internal static class PartSteps
{
    private const string Elsewhere = "takes a part of the sequence other than one that moves along with it";

    public static IncrementalStep? Slice(IncrementalContext context, Node node, NodeView view)
    {
        var slice = node.AttributesAs<SliceAttributes>();
        var builder = context.Builder;
        var (x, axis) = (node.Inputs[0], slice.Axis);
        var (fromTime, toTime) = (context.IsTime(x.Shape[axis].Size), context.IsTime(node.Shape[axis].Size));
        if (!fromTime && !toTime)
        {
            return context.IsTime(slice.Start) || context.IsTime(slice.Stop) || context.IsTime(slice.Step)
                ? context.Stop(node, "takes a part that depends on the length of the whole sequence")
                : Along(context, node, view, null);
        }

        if (slice.Start.ConstantValue is not { } start || start < 0 || !slice.Step.IsOne)
            return context.Stop(node, Elsewhere);
        if (fromTime && toTime)
        {
            return view[axis].Kind == AxisViewKind.Rows
                ? new IncrementalStep([new ViewNeed(x, view.With(axis, AxisView.Rows(view[axis].First + start, view[axis].Count)))], static inputs => inputs[0])
                : context.Stop(node, Elsewhere);
        }

        if (fromTime)
        {
            // The first position of all is known at each.
            return start == 0 && slice.Stop.IsOne && !view.HasHistory
                ? new IncrementalStep(
                    [new ViewNeed(x, view.With(axis, AxisView.History))], inputs => new ViewValue(builder.Slice(inputs[0].Node, axis, 0, 1), inputs[0].Bounds))
                : context.Stop(node, Elsewhere);
        }

        // So many rows of a table as the sequence is long: the row at the newest position, or as many as there is room for.
        var whole = new NodeView(view.Axes.SetItem(axis, AxisView.Whole));
        if (context.OffsetOf(node.Shape[axis].Size) != 0 || (view[axis].Kind == AxisViewKind.Rows && view[axis].Count != 1))
            return context.Stop(node, Elsewhere);
        return new IncrementalStep([new ViewNeed(x, whole)], inputs =>
        {
            if (view[axis].Kind == AxisViewKind.History)
                return new ViewValue(builder.Slice(inputs[0].Node, axis, start, context.Capacity + start), inputs[0].Bounds, UnwrittenValues.Numbers);
            var offset = view[axis].First + start;
            var index = offset == 0 ? context.Position : builder.Add(context.Position, builder.CreateConstant(offset, ElementType.Int));
            return new ViewValue(builder.Unsqueeze(builder.Select(inputs[0].Node, index, axis), axis), inputs[0].Bounds);
        });
    }

    public static IncrementalStep? Pad(IncrementalContext context, Node node, NodeView view)
    {
        var pad = node.AttributesAs<PadAttributes>();
        var (x, axis) = (node.Inputs[0], pad.Axis);
        if (!context.IsTime(x.Shape[axis].Size))
            return context.IsTime(node.Shape[axis].Size) ? context.Stop(node, "pads by the length of the sequence") : Along(context, node, view, pad.Value);
        if (pad.Before.ConstantValue is not { } before || view[axis].Kind != AxisViewKind.Rows)
            return context.Stop(node, "pads the sequence where all of it is needed");
        var rows = AxisView.Rows(view[axis].First - before, view[axis].Count);
        var inner = view.With(axis, rows);
        if (rows == AxisView.Newest)
            return new IncrementalStep([new ViewNeed(x, inner)], static inputs => inputs[0]);
        if (context.OffsetOf(x.Shape[axis].Size) != 0)
            return context.Stop(node, "pads the sequence a second time");
        return HistorySteps.KeepLast(context, x, inner, axis, pad.Value);
    }

    /// <summary>Two parts: so many rows that are the same at each position, then the sequence.</summary>
    public static IncrementalStep? Concatenate(IncrementalContext context, Node node, NodeView view)
    {
        var axis = node.AttributesAs<AxisAttributes>().Axis;
        var builder = context.Builder;
        if (!context.IsTime(node.Shape[axis].Size))
        {
            return new IncrementalStep(
                [.. node.Inputs.Select(i => new ViewNeed(i, view))],
                inputs => new ViewValue(
                    builder.Concatenate([.. inputs.Select(static i => i.Node)], axis), inputs.Select(static i => i.Bounds).Aggregate(ValueBounds.Join)));
        }

        if (node.Inputs is not [var first, var second] || first.Shape[axis].Size.ConstantValue is not { } length || view[axis].Kind != AxisViewKind.Rows || view[axis].Count != 1)
            return context.Stop(node, "joins the sequence with something else along its positions");
        var place = view[axis].First;
        return new IncrementalStep(
            [new ViewNeed(first, view.With(axis, AxisView.Whole)), new ViewNeed(second, view.With(axis, AxisView.Rows(place - length, 1)))],
            inputs =>
            {
                var number = place == 0 ? context.Position : builder.Add(context.Position, builder.CreateConstant(place, ElementType.Int));
                var isFirst = builder.Less(number, builder.CreateConstant(length, ElementType.Int));
                var index = builder.Create(ArithmeticOperators.Minimum, number, builder.CreateConstant(length - 1, ElementType.Int));
                var row = builder.Unsqueeze(builder.Select(inputs[0].Node, index, axis), axis);
                var shape = inputs[1].Node.Shape;
                return new ViewValue(builder.Where(builder.Broadcast(isFirst, shape), row, inputs[1].Node), ValueBounds.Join(inputs[0].Bounds, inputs[1].Bounds));
            });
    }

    public static IncrementalStep? Window(IncrementalContext context, Node node, NodeView view)
    {
        var window = node.AttributesAs<WindowAttributes>();
        var axis = window.Axis;
        var inner = new NodeView(view.Axes.RemoveAt(axis + 1));
        if (!context.IsTime(node.Inputs[0].Shape[axis].Size))
            return new IncrementalStep([new ViewNeed(node.Inputs[0], inner)], inputs => new ViewValue(context.Builder.Create(node.Operator, [inputs[0].Node], window, node.Location), inputs[0].Bounds));
        if (!window.Stride.IsOne || window.Size.ConstantValue is not { } size || window.Dilation.ConstantValue is not { } dilation || view[axis].Kind != AxisViewKind.Rows)
            return context.Stop(node, "cuts the sequence into windows that do not move along with it");
        var rows = AxisView.Rows(view[axis].First, view[axis].Count + ((size - 1) * dilation));
        return new IncrementalStep(
            [new ViewNeed(node.Inputs[0], inner.With(axis, rows))],
            inputs => new ViewValue(context.Builder.Create(node.Operator, [inputs[0].Node], window, node.Location), inputs[0].Bounds));
    }

    private static IncrementalStep Along(IncrementalContext context, Node node, NodeView view, double? filled) => new(
        [new ViewNeed(node.Inputs[0], view)],
        inputs => new ViewValue(
            context.Builder.Create(node.Operator, [inputs[0].Node], node.Attributes, node.Location),
            filled is { } value ? ValueBounds.Join(inputs[0].Bounds, ValueBounds.Exactly(value)) : inputs[0].Bounds));
}
