using System.Runtime.InteropServices;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Adds rows into a table, in the order of the indices.</summary>
internal sealed unsafe class ScatterAddRunner(ScatterAddKernel kernel)
{
    private readonly int indices = kernel.Operands.IndexOf(kernel.Indices);
    private readonly int updates = kernel.Operands.IndexOf(kernel.Updates);
    private readonly int output = kernel.Operands.IndexOf(kernel.Output);
    private readonly long count = kernel.Indices.ElementCount;
    private readonly long rows = kernel.Output.Shape[0];
    private readonly long width = kernel.Output.Shape[0] == 0 ? 0 : kernel.Output.ElementCount / kernel.Output.Shape[0];
    private readonly long bytes = kernel.Output.ByteCount;
    private readonly ElementType element = kernel.Output.Element;

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var index = (long*)operands[indices];
        var (source, table) = (operands[updates], operands[output]);
        var rowBytes = width * element.ByteSize();
        NativeMemory.Clear((void*)table, (nuint)bytes);
        for (var i = 0L; i < count; i++)
        {
            var row = index[i] < 0 ? index[i] + rows : index[i];
            if ((ulong)row >= (ulong)rows)
            {
                FaultCell.RecordIndex(fault, 0, index[i], rows);
                return;
            }

            RowAddition.Add(table + (nint)(row * rowBytes), source + (nint)(i * rowBytes), width, element);
        }
    }
}
