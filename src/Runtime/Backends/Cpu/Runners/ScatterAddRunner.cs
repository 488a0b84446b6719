using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        for (var i = 0L; i < count; i++)
        {
            var row = index[i] < 0 ? index[i] + rows : index[i];
            if ((ulong)row >= (ulong)rows)
            {
                FaultCell.RecordIndex(fault, 0, index[i], rows);
                return;
            }

            if (row >= first && row < limit)
                RowAddition.Add(table + (nint)(row * rowBytes), source + (nint)(i * rowBytes), width, element);
        }
    }
}
