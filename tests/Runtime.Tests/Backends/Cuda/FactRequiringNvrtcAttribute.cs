namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A test that needs NVIDIA's run-time compiler, which needs neither a card nor a driver; elsewhere it is skipped, with the reason.</summary>
public sealed class FactRequiringNvrtcAttribute : FactAttribute
{
    public FactRequiringNvrtcAttribute()
    {
        if (Nvrtc.Library is null)
            Skip = $"{Nvrtc.Obstacle}: install the CUDA toolkit or `pip install nvidia-cuda-nvrtc`, and name the folder of the library in NN_CUDA_PATH where it is not found";
    }
}
