using Dsl.Runtime.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A test that needs NVIDIA's library for matrix products, which needs neither a card nor a driver for its descriptions; elsewhere it is skipped, with the reason.</summary>
public sealed class FactRequiringCublasLtAttribute : FactAttribute
{
    public FactRequiringCublasLtAttribute()
    {
        if (CudaSearch.Here.Find(CudaNames.Products) is null)
            Skip = "no cuBLASLt: install the CUDA toolkit or `pip install nvidia-cublas`, and name the folder of the library in NN_CUDA_PATH where it is not found";
    }
}
