using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using static Dsl.Runtime.Optimization.RewriteRule;

namespace Dsl.Runtime.Optimization;

/// <summary>Rules for elements that are only moved.</summary>
internal static class MovementRules
{
    public static ImmutableArray<RewriteRule> All { get; } =
    [
        For(RecomputationOperators.Recomputed, "recomputed(x, ...) = x", static (_, node) => node.Inputs[0]),
        new("movement to the same shape", [MovementOperators.Reshape, MovementOperators.Broadcast], static (_, node) =>
            node.Inputs[0].Type.Equals(node.Type) ? node.Inputs[0] : null),
        new("unsqueeze(x) = reshape(x), squeeze(x) = reshape(x)", [MovementOperators.Unsqueeze, MovementOperators.Squeeze], static (builder, node) =>
            builder.CreateTyped(MovementOperators.Reshape, node.Inputs, new ShapeAttributes(node.Shape), node.Type, node.Location)),
        For(MovementOperators.Reshape, "reshape(reshape(x)) = reshape(x)", static (builder, node) => Twice(builder, node)),
        For(MovementOperators.Broadcast, "broadcast(broadcast(x)) = broadcast(x)", static (builder, node) => Twice(builder, node)),
        For(MovementOperators.Broadcast, "broadcast(reshape(x)) = broadcast(x) for leading ones", static (builder, node) => BroadcastOfLeadingOnes(builder, node)),
        For(MovementOperators.Broadcast, "broadcast that repeats nothing = reshape", static (builder, node) => NodeCosts.Count(node) == NodeCosts.Count(node.Inputs[0])
            ? builder.CreateTyped(MovementOperators.Reshape, node.Inputs, node.Attributes, node.Type, node.Location) : null),
        For(MovementOperators.Transpose, "transpose(transpose(x)) = transpose(x)", static (builder, node) => ComposeTransposes(builder, node)),
        For(MovementOperators.Transpose, "transpose by nothing", static (_, node) => IsIdentity(node) ? node.Inputs[0] : null),
        For(MovementOperators.Slice, "slice of everything", static (_, node) =>
            node.AttributesAs<SliceAttributes>() is { Step.IsOne: true } && node.Inputs[0].Type.Equals(node.Type) ? node.Inputs[0] : null),
        For(MovementOperators.Pad, "pad by nothing", static (_, node) => node.Inputs[0].Type.Equals(node.Type) ? node.Inputs[0] : null),
        For(ArithmeticOperators.Add, "pad(x) + pad(y) = concatenate(x, y) for pieces apart", static (builder, node) => PiecewiseSums.Join(builder, node)),
        For(MovementOperators.Slice, "slice(concatenate(x, y)) = concatenate of slices", static (builder, node) => SliceOfParts(builder, node)),
        For(WindowOperators.OverlapAdd, "overlap_add of windows that do not overlap = reshape", static (builder, node) => WithoutOverlap(builder, node)),
    ];

    private static Node? Twice(GraphBuilder builder, Node node) => node.Inputs[0].Operator == node.Operator
        ? builder.CreateTyped(node.Operator, node.Inputs[0].Inputs, node.Attributes, node.Type, node.Location)
        : null;

    private static bool IsIdentity(Node node)
    {
        var axes = node.AttributesAs<PermutationAttributes>().Axes;
        for (var i = 0; i < axes.Length; i++)
        {
            if (axes[i] != i)
                return false;
        }

        return true;
    }

    private static Node? ComposeTransposes(GraphBuilder builder, Node node)
    {
        if (node.Inputs[0].Operator != MovementOperators.Transpose)
            return null;
        var inner = node.Inputs[0].AttributesAs<PermutationAttributes>().Axes;
        var outer = node.AttributesAs<PermutationAttributes>().Axes;
        var composed = new PermutationAttributes([.. outer.Select(axis => inner[axis])]);
        return builder.CreateTyped(node.Operator, node.Inputs[0].Inputs, composed, node.Type, node.Location);
    }

    private static Node? BroadcastOfLeadingOnes(GraphBuilder builder, Node node)
    {
        var reshape = node.Inputs[0];
        if (reshape.Operator != MovementOperators.Reshape)
            return null;
        var (from, to) = (reshape.Inputs[0].Shape, reshape.Shape);
        var added = to.Rank - from.Rank;
        if (added <= 0)
            return null;
        for (var axis = 0; axis < to.Rank; axis++)
        {
            if (axis < added ? !to[axis].Size.IsOne : !to[axis].Equals(from[axis - added]))
                return null;
        }

        return builder.CreateTyped(node.Operator, reshape.Inputs, node.Attributes, node.Type, node.Location);
    }

    private static Node? SliceOfParts(GraphBuilder builder, Node node)
    {
        var whole = node.Inputs[0];
        if (whole.Operator != MovementOperators.Concatenate || node.AttributesAs<SliceAttributes>() is not { Step.IsOne: true } slice
            || slice.Axis != whole.AttributesAs<AxisAttributes>().Axis || slice.Start.ConstantValue is not { } start || slice.Stop.ConstantValue is not { } stop)
        {
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<Node>();
        long position = 0;
        foreach (var part in whole.Inputs)
        {
            var size = part.Shape[slice.Axis].Size.ConstantValue ?? 0;
            var (first, last) = (Math.Max(start, position) - position, Math.Min(stop, position + size) - position);
            if (first < last)
                parts.Add(last - first == size ? part : builder.Slice(part, slice.Axis, first, last));
            position += size;
        }

        return parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ => builder.CreateTyped(whole.Operator, parts.ToImmutable(), whole.Attributes, node.Type, node.Location),
        };
    }

    // Windows one after another are the axis itself; what lies behind the last one belongs to none.
    private static Node? WithoutOverlap(GraphBuilder builder, Node node)
    {
        var (axis, stride, dilation, length) = node.AttributesAs<OverlapAddAttributes>();
        var input = node.Inputs[0];
        var size = input.Shape[axis + 1].Size;
        if (!size.Equals(stride) || !(dilation.IsOne || size.IsOne) || input.Shape[axis].Size.ConstantValue is not { } count
            || size.ConstantValue is not { } extent || length.ConstantValue is not { } whole || count * extent > whole)
        {
            return null;
        }

        var joined = builder.Reshape(input, input.Shape.Without(axis + 1).WithAxis(axis, Dimension.Constant(count * extent)));
        return count * extent == whole ? joined : builder.Pad(joined, axis, 0, whole - (count * extent));
    }
}
