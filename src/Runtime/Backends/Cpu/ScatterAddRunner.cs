using System.Runtime.InteropServices;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Adds rows into a table, in the order of the indices.</summary>
internal sealed unsafe class ScatterAddRunner(ScatterAddKernel kernel, IReadOnlyDictionary<TensorBuffer, int> slots, FaultSites faultSites)
{
    private readonly int indices = slots[kernel.Indices];
    private readonly int updates = slots[kernel.Updates];
    private readonly int output = slots[kernel.Output];
    private readonly long count = kernel.Indices.ElementCount;
    private readonly long rows = kernel.Output.Shape[0];
    private readonly long width = kernel.Output.Shape[0] == 0 ? 0 : kernel.Output.ElementCount / kernel.Output.Shape[0];
    private readonly long bytes = kernel.Output.ByteCount;
    private readonly ElementType element = kernel.Output.Element;
    private readonly int site = faultSites.Add(kernel.Node);

    public void Run(nint* buffers, FaultCell* fault)
    {
        var index = (long*)buffers[indices];
        var (source, table) = (buffers[updates], buffers[output]);
        NativeMemory.Clear((void*)table, (nuint)bytes);
        for (var i = 0L; i < count; i++)
        {
            var row = index[i] < 0 ? index[i] + rows : index[i];
            if ((ulong)row >= (ulong)rows)
            {
                FaultCell.RecordIndex(fault, site, index[i], rows);
                return;
            }

            AddRow(source, i * width, table, row * width);
        }
    }

    private void AddRow(nint source, long from, nint table, long to)
    {
        for (var j = 0L; j < width; j++)
        {
            switch (element)
            {
                case ElementType.Float32:
                    ((float*)table)[to + j] += ((float*)source)[from + j];
                    break;
                case ElementType.Float64:
                    ((double*)table)[to + j] += ((double*)source)[from + j];
                    break;
                case ElementType.Float16:
                    ((Half*)table)[to + j] = (Half)((float)((Half*)table)[to + j] + (float)((Half*)source)[from + j]);
                    break;
                case ElementType.BFloat16:
                    var (target, addend) = (table + (nint)((to + j) * 2), source + (nint)((from + j) * 2));
                    ScalarFunctions.StoreBFloat16(target, ScalarFunctions.LoadBFloat16(target) + ScalarFunctions.LoadBFloat16(addend));
                    break;
                default:
                    ((long*)table)[to + j] += ((long*)source)[from + j];
                    break;
            }
        }
    }
}
