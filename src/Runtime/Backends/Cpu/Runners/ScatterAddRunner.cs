using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Adds rows into a table, in the order of the indices. A call for some of the table's rows looks through all indices for them, and finds the same fault as any other.</summary>
internal sealed unsafe class ScatterAddRunner(ScatterAddKernel kernel, KernelRange range)
{
    private readonly int indices = kernel.Operands.IndexOf(kernel.Indices);
    private readonly int updates = kernel.Operands.IndexOf(kernel.Updates);
    private readonly int output = kernel.Operands.IndexOf(kernel.Output);
    private readonly bool hasPositions = range.Loops > 0;
    private readonly long count = kernel.Indices.ElementCount;
    private readonly long rows = kernel.Output.Shape[0];
    private readonly long width = kernel.Output.Shape[0] == 0 ? 0 : kernel.Output.ElementCount / kernel.Output.Shape[0];
    private readonly ElementType element = kernel.Output.Element;

    // A loop over all indices must not wait for the runtime to find out that it is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        if (!hasPositions)
            (first, limit) = (0, rows);
        var index = (long*)operands[indices];
        var (source, table) = (operands[updates], operands[output]);
        var rowBytes = width * element.ByteSize();
        NativeMemory.Clear((void*)(table + (nint)(first * rowBytes)), (nuint)((limit - first) * rowBytes));
        for (var i = NextOf(index, 0, first, limit); i < count;)
        {
            var row = RowOf(index[i]);
            if ((ulong)row >= (ulong)rows)
            {
                FaultCell.RecordIndex(fault, 0, index[i], rows);
                return;
            }

            // They lie anywhere among what is added: while one is, the next one is asked for.
            var next = NextOf(index, i + 1, first, limit);
            RowAddition.Add(table + (nint)(row * rowBytes), source + (nint)(i * rowBytes), source + (nint)((next < count ? next : i) * rowBytes), width, element);
            i = next;
        }
    }

    private long RowOf(long index) => index < 0 ? index + rows : index;

    /// <summary>The first place from one on whose row is among some or no row of the table; the number of indices when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long NextOf(long* index, long place, long first, long limit)
    {
        if (place < count && IsOfInterest(index[place], first, limit))
            return place;
        var (size, start, extent) = (Vector512.Create(rows), Vector512.Create(first), Vector512.Create((ulong)(limit - first)));
        for (; place <= count - Vector512<long>.Count; place += Vector512<long>.Count)
        {
            var given = Vector512.Load(index + place);
            var row = given + (Vector512.LessThan(given, Vector512<long>.Zero) & size);
            var found = Vector512.LessThan((row - start).AsUInt64(), extent) | Vector512.GreaterThanOrEqual(row.AsUInt64(), size.AsUInt64());
            if (found.ExtractMostSignificantBits() is not 0 and var bits)
                return place + BitOperations.TrailingZeroCount(bits);
        }

        while (place < count && !IsOfInterest(index[place], first, limit))
            place++;
        return place;
    }

    private bool IsOfInterest(long index, long first, long limit) => RowOf(index) is var row && ((row >= first && row < limit) || (ulong)row >= (ulong)rows);
}
