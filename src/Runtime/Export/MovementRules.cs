using System.Collections.Immutable;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>Operators that put elements in other places, and windows.</summary>
internal static class MovementRules
{
    public static ImmutableArray<OnnxRule> All { get; } =
    [
        new OnnxRule(MovementOperators.Reshape, static context => context.Add("Reshape", [context.Inputs[0], context.Sizes.List(context.Node.Shape)], OnnxAttribute.Of("allowzero", 1))),
        new OnnxRule(MovementOperators.Broadcast, static context => context.Add("Expand", [context.Inputs[0], context.Sizes.List(context.Node.Shape)])),
        new OnnxRule(MovementOperators.Transpose, static context =>
            context.Add("Transpose", [context.Inputs[0]], OnnxAttribute.Of("perm", context.Attributes<PermutationAttributes>().Axes))),
        new OnnxRule(MovementOperators.Unsqueeze, static context => context.Add("Unsqueeze", [context.Inputs[0], context.Builder.Integers(context.Attributes<AxisAttributes>().Axis)])),
        new OnnxRule(MovementOperators.Squeeze, static context => context.Add("Squeeze", [context.Inputs[0], context.Builder.Integers(context.Attributes<AxisAttributes>().Axis)])),
        new OnnxRule(MovementOperators.Slice, static context =>
        {
            var slice = context.Attributes<SliceAttributes>();
            return context.Add("Slice", [context.Inputs[0], context.Sizes.List(slice.Start), context.Sizes.List(slice.Stop), context.Builder.Integers(slice.Axis), context.Sizes.List(slice.Step)]);
        }),
        new OnnxRule(MovementOperators.Pad, Pad),
        new OnnxRule(MovementOperators.Concatenate, static context => context.Add("Concat", context.Inputs, OnnxAttribute.Of("axis", context.Attributes<AxisAttributes>().Axis))),
        new OnnxRule(MovementOperators.Reverse, static context => context.Add(
            "Slice", [context.Inputs[0], context.Builder.Integers(-1), context.Builder.Integers(long.MinValue), context.Builder.Integers(context.Attributes<AxisAttributes>().Axis), context.Builder.Integers(-1)])),
        new OnnxRule(WindowOperators.Window, static context =>
        {
            var window = context.Attributes<WindowAttributes>();
            return context.Add("Gather", [context.Inputs[0], Places(context, context.Shape[window.Axis].Size, window.Size, window.Stride, window.Dilation)], OnnxAttribute.Of("axis", window.Axis));
        }),
        new OnnxRule(WindowOperators.OverlapAdd, OverlapAdd),
    ];

    private static string Pad(OnnxRuleContext context)
    {
        var pad = context.Attributes<PadAttributes>();
        var rank = context.Shape.Rank;
        var (before, after) = (context.Sizes.List(pad.Before), context.Sizes.List(pad.After));
        var none = context.Builder.Integers(0);
        var widths = new string[2 * rank];
        Array.Fill(widths, none);
        (widths[pad.Axis], widths[rank + pad.Axis]) = (before, after);
        return context.Add("Pad", [context.Inputs[0], context.Add("Concat", [.. widths], OnnxAttribute.Of("axis", 0)), context.Like(pad.Value)]);
    }

    // Position i of window j along the axis that windows are cut from.
    private static string Places(OnnxRuleContext context, Dimension count, Dimension size, Dimension stride, Dimension dilation)
    {
        var starts = Scaled(context, context.Range(count), stride);
        var offsets = Scaled(context, context.Range(size), dilation);
        return context.Add("Add", [context.Add("Unsqueeze", [starts, context.Builder.Integers(1)]), offsets]);
    }

    private static string Scaled(OnnxRuleContext context, string positions, Dimension factor) =>
        context.Sizes.Known(factor).IsOne ? positions : context.Add("Mul", [positions, context.Sizes.Number(factor)]);

    // The windows' axes come first, each element is added to the place that it came from, and the axes go back.
    private static string OverlapAdd(OnnxRuleContext context)
    {
        var overlap = context.Attributes<OverlapAddAttributes>();
        var windows = context.InputShape(0);
        var (count, size) = (windows[overlap.Axis].Size, windows[overlap.Axis + 1].Size);
        ImmutableArray<int> others = [.. Enumerable.Range(0, windows.Rank).Where(axis => axis != overlap.Axis && axis != overlap.Axis + 1)];
        var first = context.Add("Transpose", [context.Inputs[0]], OnnxAttribute.Of("perm", [overlap.Axis, overlap.Axis + 1, .. others]));
        var places = context.Add("Unsqueeze", [Places(context, count, size, overlap.Stride, overlap.Dilation), context.Builder.Integers(2)]);
        var sum = context.AddAt(new Shape([overlap.Length, .. others.Select(axis => windows[axis])]), places, first);
        ImmutableArray<int> back = [.. Enumerable.Range(1, overlap.Axis), 0, .. Enumerable.Range(overlap.Axis + 1, windows.Rank - 2 - overlap.Axis)];
        return context.Add("Transpose", [sum], OnnxAttribute.Of("perm", back));
    }
}
