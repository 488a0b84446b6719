using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Elements;
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

    /// <summary>How many numbers a kernel has: those of its sites, and one for what has no place of its own.</summary>
    public static int CountOf(Kernel kernel) => kernel is ElementKernel element ? element.Sites.Length + 1 : 1;

    /// <summary>The operation that a number stands for.</summary>
    public static Node NodeOf(Kernel kernel, int site)
    {
        if (kernel is not MemberSequence sequence)
            return kernel is ElementKernel element && site < element.Sites.Length ? element.Sites[site].Node : kernel.Node;
        var place = 0;
        while (site >= CountOf(sequence.Segment.Members[place].Kernel))
            site -= CountOf(sequence.Segment.Members[place++].Kernel);
        return NodeOf(sequence.Segment.Members[place].Kernel, site);
    }
}
