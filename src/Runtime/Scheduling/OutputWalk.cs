using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>How the loops of an element kernel that stores its elements in order walk through its output.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Place">The row-major position of its element.</param>
internal sealed record OutputWalk(ElementKernel Kernel, LinearIndex Place)
{
    /// <summary>The walk; null when the turns of the loops, counted row-major, are not the places of the output.</summary>
    public static OutputWalk? Of(ElementKernel kernel)
    {
        var place = LinearIndex.OfElement(kernel.Output.Shape, kernel.OutputIndices);
        var stride = 1L;
        for (var i = kernel.Loops.Length - 1; i >= 0; i--)
        {
            if (kernel.Loops[i].Extent > 1 && place.StrideOf(kernel.Loops[i]) != stride)
                return null;
            stride *= kernel.Loops[i].Extent;
        }

        return place.IsAffine && place.Constant == 0 && stride == kernel.Output.ElementCount ? new OutputWalk(kernel, place) : null;
    }

    /// <summary>By how much an index grows with each turn of a product's loop over the same output; null when that changes from turn to turn.</summary>
    public long? StrideOf(LinearIndex index, ContractionLoop loop)
    {
        // The kernel's loops, joined where the index walks evenly from one to the next, innermost first.
        var (step, extent, growth) = (1L, 1L, 0L);
        for (var i = Kernel.Loops.Length - 1; i >= 0; i--)
        {
            var variable = Kernel.Loops[i];
            if (variable.Extent == 1)
                continue;
            var stride = index.StrideOf(variable) ?? 0;
            if (extent > 1 && stride == growth * extent)
            {
                extent *= variable.Extent;
            }
            else
            {
                if (Covers(step, extent, loop))
                    return growth * (loop.OutputStride / step);
                (step, extent, growth) = (step * extent, variable.Extent, stride);
            }
        }

        return Covers(step, extent, loop) ? growth * (loop.OutputStride / step) : null;
    }

    private static bool Covers(long step, long extent, ContractionLoop loop) =>
        loop.OutputStride % step == 0 && loop.OutputStride / step * loop.Extent <= extent;
}
