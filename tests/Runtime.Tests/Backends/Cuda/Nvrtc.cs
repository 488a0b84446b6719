using System.Collections.Concurrent;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>NVIDIA's own compiler, found and called as the product does it.</summary>
internal static class Nvrtc
{
    private const int KernelsOfAModule = 24;

    private static readonly (NvrtcLibrary? Library, string Obstacle) Found = (NvrtcLibrary.TryLoad(CudaSearch.Here, out var obstacle), obstacle);

    /// <summary>The compiler; null where there is none.</summary>
    public static NvrtcLibrary? Library => Found.Library;

    /// <summary>Why there is none.</summary>
    public static string Obstacle => Found.Obstacle;

    /// <summary>The machine code of kernels, some in a module as in a run; a kernel that is refused is an exception with what the compiler says.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="capability">Ten times the major number of the compute capability and the minor one.</param>
    public static IReadOnlyDictionary<string, KernelResources> Compile(IEnumerable<KernelSource> kernels, int capability)
    {
        var compiler = new CudaCompiler(Library!, capability);
        Assert.True(compiler.GivesBinary, $"this compiler gives no machine code for {capability}");
        var found = new ConcurrentDictionary<string, KernelResources>();
        Parallel.ForEach(kernels.Chunk(KernelsOfAModule), new ParallelOptions { MaxDegreeOfParallelism = 2 }, chunk =>
        {
            foreach (var kernel in MachineCode.Read(compiler.Compile(ModuleText.Of(chunk, CDialect.Cuda))))
                found.TryAdd(kernel.Name, kernel);
        });
        return found;
    }
}
