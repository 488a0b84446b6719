using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The numbers by which a kernel names the operation that met a fault; kernels of the same structure have the same ones.</summary>
internal static class FaultSites
{
    /// <summary>The number of a loaded index: its place in the kernel's list of sites, the number of sites when it is not there.</summary>
    public static int Of(ElementKernel kernel, LoadedIndex index)
    {
        var site = 0;
        while (site < kernel.Sites.Length && !ReferenceEquals(kernel.Sites[site].Index, index))
            site++;
        return site;
    }

    /// <summary>The operation that a number stands for.</summary>
    public static Node NodeOf(Kernel kernel, int site) =>
        kernel is ElementKernel element && site < element.Sites.Length ? element.Sites[site].Node : kernel.Node;
}
