using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>Pads and slices below windows, so that these stay views of one smaller tensor.</summary>
internal static class WindowedAxis
{
    /// <summary>The value with zeros before and after an axis that is no window's.</summary>
    public static Node Pad(GraphBuilder builder, Node node, int axis, long before, long after)
    {
        if (before == 0 && after == 0)
            return node;
        if (node.Operator != WindowOperators.Window)
            return builder.Create(MovementOperators.Pad, [node], new PadAttributes(axis, before, after, 0));
        var window = node.AttributesAs<WindowAttributes>();
        if (axis == window.Axis || axis == window.Axis + 1)
            return builder.Create(MovementOperators.Pad, [node], new PadAttributes(axis, before, after, 0));
        return Again(builder, node, Pad(builder, node.Inputs[0], axis > window.Axis ? axis - 1 : axis, before, after));
    }

    /// <summary>So many positions of an axis of the value.</summary>
    public static Node Slice(GraphBuilder builder, Node node, int axis, long start, long count)
    {
        if (start == 0 && node.Shape[axis].Size.ConstantValue == count)
            return node;
        if (node.Operator == WindowOperators.Window && node.AttributesAs<WindowAttributes>() is var window && axis != window.Axis + 1
            && window is { Size.ConstantValue: { } size, Stride.ConstantValue: { } stride, Dilation.ConstantValue: { } dilation })
        {
            var inner = axis == window.Axis
                ? Slice(builder, node.Inputs[0], axis, start * stride, ((count - 1) * stride) + ((size - 1) * dilation) + 1)
                : Slice(builder, node.Inputs[0], axis > window.Axis ? axis - 1 : axis, start, count);
            return Again(builder, node, inner);
        }

        if (node.Operator == MovementOperators.Pad && node.AttributesAs<PadAttributes>() is { Before.ConstantValue: { } before, After.ConstantValue: { } after } pad)
        {
            if (pad.Axis != axis)
                return builder.Create(MovementOperators.Pad, [Slice(builder, node.Inputs[0], axis, start, count)], pad);
            var end = node.Shape[axis].Size.ConstantValue!.Value - start - count;
            if (start <= before && end <= after)
                return pad.Value == 0 ? Pad(builder, node.Inputs[0], axis, before - start, after - end) : builder.Create(MovementOperators.Pad, [node.Inputs[0]], pad with { Before = before - start, After = after - end });
        }

        return builder.Create(MovementOperators.Slice, [node], new SliceAttributes(axis, start, start + count, 1));
    }

    private static Node Again(GraphBuilder builder, Node window, Node input) => builder.Create(window.Operator, [input], window.Attributes);
}
