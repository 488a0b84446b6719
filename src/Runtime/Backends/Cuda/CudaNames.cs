using System.Collections.Immutable;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>Under which names a library is looked for.</summary>
/// <param name="Title">What its vendor calls it.</param>
/// <param name="Linux">File names on Linux, newest first.</param>
/// <param name="Windows">File names on Windows, newest first; empty where there is none.</param>
/// <param name="Packages">Folders of Python packages that hold it, below <c>site-packages/nvidia</c>.</param>
internal sealed record CudaNames(string Title, ImmutableArray<string> Linux, ImmutableArray<string> Windows, ImmutableArray<string> Packages)
{
    /// <summary>The driver; it comes with the card's installation, never with a package.</summary>
    public static CudaNames Driver { get; } = new("the CUDA driver", ["libcuda.so.1"], ["nvcuda.dll"], []);

    /// <summary>The compiler. That of CUDA 11.2 and all after it up to 11.8 has one name.</summary>
    public static CudaNames Compiler { get; } = new(
        "NVRTC", ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2"], ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"], ["cu13", "cuda_nvrtc"]);

    /// <summary>Matrix products.</summary>
    public static CudaNames Products { get; } = new(
        "cuBLASLt", ["libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so.11"], ["cublasLt64_13.dll", "cublasLt64_12.dll", "cublasLt64_11.dll"], ["cu13", "cublas"]);

    /// <summary>Exchange between devices.</summary>
    public static CudaNames Collectives { get; } = new("NCCL", ["libnccl.so.2"], [], ["nccl"]);

    /// <summary>The file names for an operating system.</summary>
    public ImmutableArray<string> For(bool isWindows) => isWindows ? Windows : Linux;
}
