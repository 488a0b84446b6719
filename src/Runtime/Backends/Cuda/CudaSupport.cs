using System.Collections.Immutable;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>What of CUDA is on a machine.</summary>
/// <param name="Devices">The devices, in the order of their numbers.</param>
/// <param name="Obstacle">Why there is none; empty when there is one.</param>
/// <param name="Libraries">NVIDIA's libraries, found or not.</param>
public sealed record CudaSupport(ImmutableArray<DeviceDescription> Devices, string Obstacle, ImmutableArray<CudaComponent> Libraries)
{
    /// <summary>Looks what there is: opens the driver, and the libraries if it has a device.</summary>
    public static CudaSupport Find() => Find(CudaSearch.Here);

    internal static CudaSupport Find(CudaSearch search)
    {
        if (CudaLibrary.TryLoad(search, out var obstacle) is not { } library)
            return new CudaSupport([], obstacle, []);
        var devices = CudaDevice.All(library, out obstacle);
        return devices.IsEmpty
            ? new CudaSupport([], obstacle, [])
            : new CudaSupport([.. devices.Select(static device => device.Description)], string.Empty, Components(search));
    }

    // Each library's functions are looked up as well: one that lacks some is as good as none.
    private static ImmutableArray<CudaComponent> Components(CudaSearch search)
    {
        var compiler = NvrtcLibrary.TryLoad(search, out var compilerObstacle);
        var products = CublasLtLibrary.TryLoad(search);
        var collectivesFile = search.Find(CudaNames.Collectives);
        var collectivesObstacle = Missing(search, CudaNames.Collectives);
        var collectives = collectivesFile is null ? null : NcclLibrary.TryCreate(collectivesFile.Symbol, collectivesFile.Path, out collectivesObstacle);
        return
        [
            new CudaComponent(
                CudaNames.Compiler.Title, compiler?.Path, compiler?.Version, compilerObstacle, "compiles kernels: needed", "install the CUDA toolkit, or `pip install nvidia-cuda-nvrtc`"),
            new CudaComponent(
                CudaNames.Products.Title, products?.Path, products?.Version, Missing(search, CudaNames.Products), "large matrix products, where it is faster: optional", "`pip install nvidia-cublas`"),
            new CudaComponent(
                CudaNames.Collectives.Title, collectives?.Path, collectives?.Version, collectivesObstacle, "exchange between devices: not used yet", "`pip install nvidia-nccl`"),
        ];
    }

    private static string Missing(CudaSearch search, CudaNames names) => $"{search.File(names)} is not there";
}
