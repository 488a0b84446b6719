using Dsl.Runtime.Backends.CStyle.Products;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>A dialect of C for devices. Kernels are written once, in words that the preamble of each dialect defines.</summary>
/// <param name="Name">Its name, for messages and caches.</param>
/// <param name="Preamble">Defines the words; goes before every kernel.</param>
/// <param name="DoublePreamble">What doubles need besides; goes before kernels that use them.</param>
public sealed record CDialect(string Name, string Preamble, string DoublePreamble)
{
    /// <summary>OpenCL C 1.2.</summary>
    public static CDialect OpenCl { get; } = new("opencl", CPreambles.OpenCl + VectorWords.OpenCl + CPreambles.Common + VectorWords.Common + ProductWords.OpenCl, CPreambles.OpenClDouble + CPreambles.CommonDouble);

    /// <summary>CUDA C as NVRTC and clang take it, without any header.</summary>
    public static CDialect Cuda { get; } = new("cuda", CPreambles.Cuda + CPreambles.Common + VectorWords.Common + ProductWords.Cuda, CPreambles.CommonDouble);
}
