namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Checks on the first OpenCL device: where no graphics processor is there, that is PoCL on the processor.</summary>
public abstract class PoclRun : DeviceCheckRun
{
    private protected PoclRun(string suite, params string[] arguments)
        : base(suite, ["--device", "opencl", .. arguments])
    {
    }
}
