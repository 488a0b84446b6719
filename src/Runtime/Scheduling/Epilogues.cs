using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Joins products on devices with the element kernels that follow them: what reads a product at its own position is computed where the product's tile is stored, and the
/// product need not go through the device's memory.
/// </summary>
internal static class Epilogues
{
    private const int MostKernels = 4;

    // Every operand is a pointer and an offset that each item carries.
    private const int MostOperands = 12;

    /// <summary>Joins what can be joined, in place.</summary>
    /// <param name="kernels">In the order in which they run.</param>
    /// <param name="staysAlone">Whether nothing should be joined with a product, because a library or a launch may compute it.</param>
    /// <param name="isTemporary">Whether only kernels read a buffer, so that it need not be stored once they have its values.</param>
    /// <param name="isPlaced">Whether a buffer lies where somebody else put it.</param>
    public static void Join(List<Kernel> kernels, Func<ContractionKernel, bool> staysAlone, Func<TensorBuffer, bool> isTemporary, Func<TensorBuffer, bool> isPlaced)
    {
        for (var place = 0; place < kernels.Count; place++)
        {
            if (kernels[place] is not ContractionKernel { Accumulate: false } product || isPlaced(product.Output.Buffer) || !IsStoredWhole(product))
                continue;
            var epilogue = Following(kernels, place, product, isPlaced);
            if (epilogue.IsEmpty || staysAlone(product))
                continue;
            kernels.RemoveAll(epilogue.Contains);
            var isRead = !isTemporary(product.Output.Buffer) || kernels.Exists(kernel => kernel.Reads.Contains(product.Output.Buffer));
            kernels[place] = new EpilogueKernel(product, epilogue, isRead);
        }
    }

    private static ImmutableArray<ElementKernel> Following(List<Kernel> kernels, int place, ContractionKernel product, Func<TensorBuffer, bool> isPlaced)
    {
        // What is written from here on cannot be read here, except for what is computed here.
        var later = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        for (var i = place + 1; i < kernels.Count; i++)
            later.UnionWith(kernels[i].Writes);
        var known = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance) { product.Output.Buffer };
        var result = ImmutableArray.CreateBuilder<ElementKernel>();
        var operands = product.Operands.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        for (var i = place + 1; i < kernels.Count && result.Count < MostKernels; i++)
        {
            if (kernels[i] is not ElementKernel kernel || isPlaced(kernel.Output) || !kernel.Reads.Any(known.Contains)
                || kernel.Reads.Any(buffer => later.Contains(buffer) && !known.Contains(buffer)) || !ReadsOwnElement(kernel, product.Output.Buffer, known)
                || operands.Union(kernel.Operands).Count() > MostOperands)
            {
                continue;
            }

            result.Add(kernel);
            known.Add(kernel.Output);
            operands.UnionWith(kernel.Operands);
        }

        return result.ToImmutable();
    }

    // Whether places in the output are those of its elements in order.
    private static bool IsStoredWhole(ContractionKernel product) =>
        product.Output.Offset == 0 && product.Loops.Where(static loop => !loop.IsReduced).Aggregate(1L, static (count, loop) => count * loop.Extent) == product.Output.Buffer.ElementCount;

    private static bool ReadsOwnElement(ElementKernel kernel, TensorBuffer product, HashSet<TensorBuffer> known)
    {
        if (kernel.Output.ElementCount != product.ElementCount || !kernel.Sites.IsEmpty || !kernel.Output.Element.IsFloat() || !IsInOrder(kernel))
            return false;
        var own = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        var isFit = true;
        ExpressionWalker.Visit(
            kernel.Body,
            scalar => isFit &= scalar switch
            {
                ReduceScalar => false,
                LoadScalar load when known.Contains(load.Buffer) => own.SameAs(LinearIndex.OfElement(load.Buffer.Shape, load.Indices)),
                _ => true,
            },
            index => isFit &= index is not LoadedIndex);
        return isFit;
    }

    // Whether the turns of its loops, counted row-major, are the places of its output.
    private static bool IsInOrder(ElementKernel kernel)
    {
        var index = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        if (!index.IsAffine || index.Constant != 0)
            return false;
        var stride = 1L;
        for (var i = kernel.Loops.Length - 1; i >= 0; i--)
        {
            if (kernel.Loops[i].Extent > 1 && index.StrideOf(kernel.Loops[i]) != stride)
                return false;
            stride *= kernel.Loops[i].Extent;
        }

        return stride == kernel.Output.ElementCount;
    }
}
