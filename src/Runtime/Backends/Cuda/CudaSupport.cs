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

    private static ImmutableArray<CudaComponent> Components(CudaSearch search)
    {
        var compiler = NvrtcLibrary.TryLoad(search, out var obstacle);
        return
        [
            new CudaComponent("NVRTC", compiler?.Path, compiler?.Version, obstacle, "compiles kernels: needed", "install the CUDA toolkit, or `pip install nvidia-cuda-nvrtc`"),
            .. Optional(search),
        ];
    }

    private static IEnumerable<CudaComponent> Optional(CudaSearch search)
    {
        var products = search.Find(CudaNames.Products);
        yield return new CudaComponent(
            CudaNames.Products.Title, products?.Path, null, Missing(search, CudaNames.Products), "faster large matrix products: optional", "`pip install nvidia-cublas`");
        var collectives = search.Find(CudaNames.Collectives);
        yield return new CudaComponent(
            CudaNames.Collectives.Title, collectives?.Path, null, Missing(search, CudaNames.Collectives), "exchange between devices: not used yet", "`pip install nvidia-nccl`");
    }

    private static string Missing(CudaSearch search, CudaNames names) => $"{search.File(names)} is not there";
}
