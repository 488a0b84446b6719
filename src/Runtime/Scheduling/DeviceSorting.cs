using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Sorting for devices: a group sorts as many elements as its memory holds, and longer rows are merged from such runs, every element by an item.</summary>
internal static class DeviceSorting
{
    // With keys of 8 bytes and positions of 4 it takes 24 KB.
    private const int LongestRun = 2048;

    /// <summary>The kernels of a sort.</summary>
    /// <param name="kernel">The sort.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    public static ImmutableArray<Kernel> Lower(ArgSortKernel kernel, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var width = kernel.Input.Shape[^1];
        if (width <= LongestRun)
            return [kernel];
        var kernels = ImmutableArray.CreateBuilder<Kernel>();
        var runs = Next();
        kernels.Add(kernel with { Output = runs, Run = LongestRun });
        for (long run = LongestRun; run < width; run *= 2)
        {
            var merged = 2 * run < width ? Next() : kernel.Output;
            kernels.Add(new ArgSortMergeKernel(kernel.Node, kernel.Input, runs, merged, (int)run));
            runs = merged;
        }

        return kernels.ToImmutable();

        TensorBuffer Next() => addBuffer(string.Create(CultureInfo.InvariantCulture, $"{kernel.Output.Name}.runs{kernels.Count}"), kernel.Output.Element, kernel.Output.Shape);
    }
}
