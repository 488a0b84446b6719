using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>Sums of tensors that are zero but for a piece of one axis, as gradients of slices are: pieces that do not overlap are joined instead.</summary>
internal static class PiecewiseSums
{
    /// <summary>The sum as a concatenation; null where the operands are no such pieces.</summary>
    public static Node? Join(GraphBuilder builder, Node node)
    {
        if (AxisOf(node.Inputs[0]) is not { } axis || AxisOf(node.Inputs[1]) != axis)
            return null;
        var pieces = Pieces(node.Inputs[0], axis).Concat(Pieces(node.Inputs[1], axis)).OrderBy(static piece => piece.Start).ToArray();
        var parts = ImmutableArray.CreateBuilder<Node>();
        long position = 0;
        foreach (var (start, piece) in pieces)
        {
            if (start < position)
                return null;
            FillTo(start);
            parts.Add(piece);
            position = start + SizeOf(piece, axis);
        }

        FillTo(SizeOf(node, axis));
        return builder.CreateTyped(MovementOperators.Concatenate, parts.ToImmutable(), new AxisAttributes(axis), node.Type, node.Location);

        void FillTo(long end)
        {
            if (end > position)
                parts.Add(UniformValue.Create(builder, 0, node.Type with { Shape = node.Shape.WithAxis(axis, Dimension.Constant(end - position)) }, node.Location));
        }
    }

    private static int? AxisOf(Node node) => node.Attributes switch
    {
        PadAttributes { Value: 0 } pad => pad.Axis,
        AxisAttributes concatenation when node.Operator == MovementOperators.Concatenate => concatenation.Axis,
        _ => null,
    };

    // What is not a literal zero, with the position at which it begins.
    private static IEnumerable<(long Start, Node Piece)> Pieces(Node node, int axis)
    {
        if (node.Attributes is PadAttributes pad)
            return [(pad.Before.ConstantValue ?? 0, node.Inputs[0])];
        var pieces = new List<(long Start, Node Piece)>();
        long start = 0;
        foreach (var input in node.Inputs)
        {
            if (UniformValue.Of(input) != 0)
                pieces.Add((start, input));
            start += SizeOf(input, axis);
        }

        return pieces;
    }

    private static long SizeOf(Node node, int axis) => node.Shape[axis].Size.ConstantValue ?? 0;
}
