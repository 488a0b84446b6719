using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>
/// Stores a source's elements in another order: runs that lie together in both are copied, and where one loop is contiguous in the source and another in the
/// destination, squares are transposed in registers. Elements of different types are converted one row after another.
/// </summary>
internal sealed unsafe class PackRunner
{
    private readonly int source;
    private readonly int output;
    private readonly int size;
    private readonly ElementType sourceElement;
    private readonly ElementType outputElement;
    private readonly long offset;
    private readonly bool storesPastCaches;

    /// <summary>Loops over the source one position at a time, where the positions do not walk evenly; the others are computed for all of a call's positions.</summary>
    private readonly ImmutableArray<PackLoop> uneven;
    private readonly Level[] levels;
    private readonly long positionSource;
    private readonly long positionOutput;

    public PackRunner(PackKernel kernel, KernelRange range)
    {
        var operands = kernel.Operands;
        (source, output) = (operands.IndexOf(kernel.Source.Buffer), operands.IndexOf(kernel.Output));
        (sourceElement, outputElement) = (kernel.Source.Buffer.Element, kernel.Output.Element);
        storesPastCaches = range.Memory.StoresPastCaches;
        size = outputElement.ByteSize();
        var sourceSize = sourceElement.ByteSize();
        offset = kernel.Source.Offset * sourceSize;
        var positions = Collapse(kernel.Loops.Take(range.Loops));
        var inner = Collapse(kernel.Loops.Skip(range.Loops));
        uneven = positions.Count > 1 ? [.. positions] : [];
        if (positions.Count == 1)
            (positionSource, positionOutput) = (positions[0].SourceStride * sourceSize, positions[0].OutputStride * size);
        var loops = new List<Level>();
        if (positions.Count == 1)
            loops.Add(new Level(0, positionSource, positionOutput));
        foreach (var loop in inner)
            loops.Add(new Level(loop.Extent, loop.SourceStride * sourceSize, loop.OutputStride * size));

        if (loops.Count == 0)
            loops.Add(new Level(1, sourceSize, size));
        levels = Order(loops, sourceSize);
    }

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var from = (byte*)operands[source] + offset;
        var to = (byte*)operands[output];
        if (uneven.IsEmpty)
        {
            Walk(0, from + (first * positionSource), to + (first * positionOutput), limit - first);
            EndStores();
            return;
        }

        for (var position = first; position < limit; position++)
        {
            var rest = position;
            var (start, target) = (0L, 0L);
            for (var i = uneven.Length - 1; i >= 0; i--)
            {
                start += rest % uneven[i].Extent * uneven[i].SourceStride * sourceElement.ByteSize();
                target += rest % uneven[i].Extent * uneven[i].OutputStride * size;
                rest /= uneven[i].Extent;
            }

            Walk(0, from + start, to + target, 1);
        }

        EndStores();
    }

    private void EndStores()
    {
        if (storesPastCaches)
            VectorMemory.EndStores();
    }

    private static List<PackLoop> Collapse(IEnumerable<PackLoop> loops)
    {
        var result = new List<PackLoop>();
        foreach (var loop in loops)
        {
            if (result.Count > 0 && result[^1].SourceStride == loop.SourceStride * loop.Extent && result[^1].OutputStride == loop.OutputStride * loop.Extent && (long)result[^1].Extent * loop.Extent < int.MaxValue)
                result[^1] = loop with { Extent = result[^1].Extent * loop.Extent };
            else
                result.Add(loop);
        }

        return result;
    }

    /// <summary>Brings the loop that is contiguous in the source next to the innermost one.</summary>
    private static Level[] Order(List<Level> loops, int size)
    {
        var contiguous = loops.FindLastIndex(loop => loop.Source == size);
        if (contiguous >= 0 && contiguous < loops.Count - 1)
        {
            var level = loops[contiguous];
            loops.RemoveAt(contiguous);
            loops.Insert(loops.Count - 1, level);
        }

        // A call's positions that lie side by side in the source are copied together, row after row: pieces of single ones would be too short for memory.
        if (loops is [{ Extent: 0 } position, _, .., var piece] && IsBlocked(position, piece, size))
        {
            loops.RemoveAt(0);
            loops.Insert(loops.Count - 1, position);
        }

        return [.. loops];
    }

    private void Walk(int depth, byte* from, byte* to, long positions)
    {
        var level = levels[depth];
        var extent = level.Extent == 0 ? positions : level.Extent;
        if (sourceElement != outputElement)
        {
            Convert(depth, from, to, extent, positions);
            return;
        }

        if (depth == levels.Length - 1)
        {
            CopyRow(from, to, extent, level);
            return;
        }

        if (depth == levels.Length - 3 && levels[depth + 1] is { Extent: 0 } block && IsBlocked(block, levels[depth + 2], size))
        {
            PackSquares.CopyBlocks(from, level.Source, to, level.Output, extent, new PackBlocks(positions, block.Output, block.Source), storesPastCaches);
            return;
        }

        if (depth == levels.Length - 2 && levels[depth + 1] is { Extent: > 0 } row && row.Source == size && row.Output == size && row.Extent * size % PackSquares.RowBytes == 0)
        {
            PackSquares.CopyRows(from, level.Source, to, level.Output, extent, row.Extent * size);
            return;
        }

        if (depth == levels.Length - 2 && level.Source == size && levels[depth + 1].Output == size && size == sizeof(float) && MachineVectors.Permutes256)
        {
            var inner = levels[depth + 1];
            var columns = inner.Extent == 0 ? positions : inner.Extent;
            if (Math.Min(extent, columns) >= PackSquares.Side)
            {
                if (storesPastCaches && level.Output == PackSquares.LineBytes && columns * size == PackSquares.LineBytes)
                    PackSquares.TransposePastCaches((float*)from, inner.Source / size, (float*)to, extent);
                else
                    PackSquares.Transpose((float*)from, inner.Source / size, (float*)to, level.Output / size, extent, columns);
                return;
            }
        }

        for (var i = 0L; i < extent; i++)
            Walk(depth + 1, from + (i * level.Source), to + (i * level.Output), positions);
    }

    /// <summary>Whether the turns of a loop are blocks of whole lines that lie side by side in the source.</summary>
    private static bool IsBlocked(Level blocks, Level piece, int size) =>
        piece.Source == size && piece.Output == size && blocks.Source == piece.Extent * size && blocks.Source % PackSquares.LineBytes == 0;

    private void Convert(int depth, byte* from, byte* to, long extent, long positions)
    {
        var level = levels[depth];
        if (depth == levels.Length - 1 && level.Source == sourceElement.ByteSize() && level.Output == size)
        {
            PackConversion.Convert(from, sourceElement, to, outputElement, extent);
            return;
        }

        for (var i = 0L; i < extent; i++)
        {
            if (depth == levels.Length - 1)
                PackConversion.Convert(from + (i * level.Source), sourceElement, to + (i * level.Output), outputElement, 1);
            else
                Walk(depth + 1, from + (i * level.Source), to + (i * level.Output), positions);
        }
    }

    private void CopyRow(byte* from, byte* to, long count, Level level)
    {
        if (level.Source == size && level.Output == size)
        {
            Unsafe.CopyBlockUnaligned(to, from, checked((uint)(count * size)));
            return;
        }

        var (stride, step) = (level.Source, level.Output);
        switch (size)
        {
            case sizeof(uint):
                for (var i = 0L; i < count; i++)
                    *(uint*)(to + (i * step)) = *(uint*)(from + (i * stride));
                break;
            case sizeof(ulong):
                for (var i = 0L; i < count; i++)
                    *(ulong*)(to + (i * step)) = *(ulong*)(from + (i * stride));
                break;
            case sizeof(ushort):
                for (var i = 0L; i < count; i++)
                    *(ushort*)(to + (i * step)) = *(ushort*)(from + (i * stride));
                break;
            default:
                for (var i = 0L; i < count; i++)
                    to[i * step] = from[i * stride];
                break;
        }
    }

    /// <param name="Extent">Turns; 0 for the positions of the call.</param>
    /// <param name="Source">Bytes from turn to turn in the source.</param>
    /// <param name="Output">Bytes from turn to turn in the destination.</param>
    private readonly record struct Level(long Extent, long Source, long Output);
}
