using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Decides which products of a segment ask, while they multiply, for what later members touch first and for what the next chunk begins with: a product leaves memory to
/// itself for most of its time, and kernels between products would wait for it.
/// </summary>
internal static class AskedPieces
{
    // A line for so many multiplications and additions: asking for more would keep the product's own loads waiting.
    private const double BytesPerFlop = 0.04;

    // What is asked for has to stay in the second cache beside what the product reads.
    private const double MostBytes = 256 * 1024;

    /// <summary>What each member of a segment asks for.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="group">Its members' access.</param>
    /// <param name="outside">Buffers that are large enough to be asked for.</param>
    public static ImmutableArray<AskedPiece>[] Of(FusedSegment segment, LaunchGroup group, IReadOnlySet<TensorBuffer> outside)
    {
        var members = segment.Members;
        var asks = new ImmutableArray<AskedPiece>[members.Length];
        Array.Fill(asks, []);
        var budgets = new double[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] is { PositionLoops: > 0, Kernel: ContractionKernel { Limits.IsEmpty: true } product })
                budgets[i] = Math.Min(MostBytes, KernelWork.Flops(product) * BytesPerFlop * segment.Chunk / segment.Positions);
        }

        var touched = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < members.Length; i++)
        {
            var access = group.Members[i];
            foreach (var buffer in access.Kernel.Reads)
            {
                if (touched.Add(buffer) && outside.Contains(buffer) && members[i].PositionLoops > 0 && access.IsAligned(buffer, segment.Positions))
                    Assign(buffer, i);
            }

            foreach (var buffer in access.Kernel.Writes)
            {
                if (touched.Add(buffer) && outside.Contains(buffer) && members[i].PositionLoops > 0 && access.Kernel is not ContractionKernel && buffer.ElementCount % segment.Positions == 0)
                    Assign(buffer, i);
            }
        }

        return asks;

        void Assign(TensorBuffer buffer, int user)
        {
            var piece = new AskedPiece(buffer, buffer.ByteCount / segment.Positions, false);
            var bytes = (double)piece.BytesPerPosition * segment.Chunk;
            for (var i = user - 1; i >= 0; i--)
            {
                if (Take(i, piece, bytes))
                    return;
            }

            for (var i = members.Length - 1; i > user; i--)
            {
                if (Take(i, piece with { OfNextChunk = true }, bytes))
                    return;
            }
        }

        bool Take(int member, AskedPiece piece, double bytes)
        {
            if (budgets[member] < bytes)
                return false;
            budgets[member] -= bytes;
            asks[member] = asks[member].Add(piece);
            return true;
        }
    }
}
