using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Orders kernels so that new values of variables can be written over the old ones.</summary>
internal static class AssignmentOrder
{
    /// <summary>Moves the kernels that write these buffers, and all that depend on them, behind the others; the order is kept otherwise.</summary>
    public static void MoveLate(List<Kernel> kernels, IEnumerable<TensorBuffer> assigned)
    {
        var late = assigned.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var first = new List<Kernel>();
        var last = new List<Kernel>();
        foreach (var kernel in kernels)
        {
            if (kernel.Writes.Any(late.Contains) || kernel.Reads.Any(late.Contains))
            {
                late.UnionWith(kernel.Writes);
                last.Add(kernel);
            }
            else
            {
                first.Add(kernel);
            }
        }

        kernels.Clear();
        kernels.AddRange(first);
        kernels.AddRange(last);
    }

    /// <summary>Whether the kernel may store its result where the old value lies.</summary>
    public static bool MayWriteOver(KernelPositions positions, Kernel writer, TensorBuffer old)
    {
        if (positions.LastReader(old) > positions.Writer(writer.Writes[0]))
            return false;
        if (writer is WriteAtKernel write && write.Old == old)
            return write.Row != old && write.Index != old;
        return !writer.Reads.Contains(old) || (writer is ElementKernel kernel && ReadsOwnPositionOnly(kernel, old));
    }

    private static bool ReadsOwnPositionOnly(ElementKernel kernel, TensorBuffer buffer)
    {
        var own = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        var safe = true;
        ExpressionWalker.Visit(
            kernel.Body,
            scalar =>
            {
                if (scalar is LoadScalar load && load.Buffer == buffer)
                    safe &= LinearIndex.OfElement(buffer.Shape, load.Indices).SameAs(own);
            },
            null);
        return safe;
    }
}
