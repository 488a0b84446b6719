using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Replaces one position of an axis, in place where the output is where the old values are.</summary>
internal sealed unsafe class WriteAtRunner(WriteAtKernel kernel)
{
    private readonly int old = kernel.Operands.IndexOf(kernel.Old);
    private readonly int row = kernel.Operands.IndexOf(kernel.Row);
    private readonly int index = kernel.Operands.IndexOf(kernel.Index);
    private readonly int output = kernel.Operands.IndexOf(kernel.Output);
    private readonly long count = kernel.Output.Shape.Take(kernel.Axis).Aggregate(1L, static (product, size) => product * size);
    private readonly long size = kernel.Output.Shape[kernel.Axis];
    private readonly long pieceBytes = kernel.Output.Shape.Skip(kernel.Axis + 1).Aggregate((long)kernel.Output.Element.ByteSize(), static (product, size) => product * size);
    private readonly long bytes = kernel.Output.ByteCount;

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var (source, target) = (operands[row], operands[output]);
        if (target != operands[old])
            Buffer.MemoryCopy((void*)operands[old], (void*)target, bytes, bytes);
        var position = *(long*)operands[index];
        if ((ulong)position >= (ulong)size)
            return;
        if (pieceBytes == sizeof(float))
        {
            for (var i = 0L; i < count; i++)
                ((float*)target)[(i * size) + position] = ((float*)source)[i];
            return;
        }

        for (var i = 0L; i < count; i++)
            Buffer.MemoryCopy((void*)(source + (nint)(i * pieceBytes)), (void*)(target + (nint)(((i * size) + position) * pieceBytes)), pieceBytes, pieceBytes);
    }
}
