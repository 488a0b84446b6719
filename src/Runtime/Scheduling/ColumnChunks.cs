using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Cuts a product that stands alone by its columns, where the left operand is small and the right one large: chunks of rows would each go through a right operand that no
/// processor keeps beside what it computes, while chunks of columns bring each part of it to one processor, once.
/// </summary>
internal static class ColumnChunks
{
    // Columns of a position: a vector of the widest registers.
    private const int BlockColumns = 16;

    // A tile has several vectors, and several tiles of a chunk share the lines of a row that lie side by side.
    private const long FewestBlocks = 8;
    private const int MostChunks = 16;

    // More than what is left of the second cache beside the rest, and what stays there while parts of the right operand pass through.
    private const long FewestRightBytes = 512 * 1024;
    private const long MostLeftBytes = 384 * 1024;

    /// <summary>How the group is cut by columns; null where rows are better, or where the group is something else than such a product.</summary>
    public static LaunchCut? Of(LaunchGroup group)
    {
        if (group.Work < ProcessorPolicy.SmallWork || group.Members is not [{ Kernel: ContractionKernel { Limits.IsEmpty: true } product }]
            || product.Right.Buffer.ByteCount <= FewestRightBytes || product.Left.Buffer.ByteCount > MostLeftBytes
            || product.Loops.Where(static loop => !loop.IsReduced).ToArray() is not [{ LeftStride: not 0, RightStride: 0 } rows, { LeftStride: 0, RightStride: 1, OutputStride: 1 } columns]
            || columns.Extent % BlockColumns != 0 || columns.Extent < 2 * FewestBlocks * BlockColumns)
        {
            return null;
        }

        var positions = columns.Extent / BlockColumns;
        var chunk = ChunkSizes.Balance(positions, Math.Max(FewestBlocks, (positions + MostChunks - 1) / MostChunks));
        var cut = product with { Loops = [columns.Part(positions, BlockColumns), rows, columns.Part(BlockColumns, 1), .. product.Loops.Where(static loop => loop.IsReduced)] };
        return new LaunchCut(positions, chunk, new Dictionary<TensorBuffer, PrivatePlacement>(ReferenceEqualityComparer.Instance), 0) { Members = [new FusedMember(cut, 1)] };
    }
}
