using Dsl.Runtime.Backends.OpenCl;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>A test that needs an OpenCL device; elsewhere it is skipped, with the reason.</summary>
public sealed class FactRequiringOpenClAttribute : FactAttribute
{
    public FactRequiringOpenClAttribute()
    {
        if (OpenClBackend.Devices().IsEmpty)
            Skip = "no OpenCL device: install a driver, or pocl-opencl-icd for the processor";
    }
}
