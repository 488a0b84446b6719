using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>The numbers by which the text of a kernel names the operation that met a fault.</summary>
public static class SiteNumbers
{
    /// <summary>The indices that a kernel loads, by their numbers; those of a launch one member after another.</summary>
    public static ImmutableArray<IndexSite> Sites(Kernel kernel) => kernel switch
    {
        ElementKernel element => element.Sites,
        FusedKernel fused => [.. fused.Segments.SelectMany(static segment => segment.Members).SelectMany(static member => Sites(member.Kernel))],
        ScanKernel { IsOneLaunch: true } scan => [.. scan.Body.Kernels.SelectMany(static body => Sites(body))],
        _ => [],
    };

    /// <summary>The operation that a number stands for.</summary>
    public static Node NodeOf(Kernel kernel, int number)
    {
        var sites = Sites(kernel);
        return number < sites.Length ? sites[number].Node : kernel.Node;
    }
}
