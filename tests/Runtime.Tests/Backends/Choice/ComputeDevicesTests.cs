using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Tests.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Choice;

/// <summary>The names by which users say what computes.</summary>
public sealed class ComputeDevicesTests
{
    [Theory]
    [InlineData("auto", true)]
    [InlineData("cpu", true)]
    [InlineData("reference", true)]
    [InlineData("cuda", true)]
    [InlineData("cuda:3", true)]
    [InlineData("opencl:12", true)]
    [InlineData("cpu:1", false)]
    [InlineData("auto:0", false)]
    [InlineData("opencl:", false)]
    [InlineData("opencl:-1", false)]
    [InlineData("opencl:x", false)]
    [InlineData("opencl:99999999999", false)]
    [InlineData("CPU", false)]
    [InlineData("", false)]
    [InlineData(":", false)]
    public void Names_are_known(string text, bool isName)
    {
        Assert.Equal(isName, ComputeDevices.IsName(text));
        if (isName)
            return;
        Assert.Null(ComputeDevices.TryOpen(text, 0, out var problem));
        Assert.StartsWith($"there is no device '{text}'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_processor_is_always_there()
    {
        using var processor = (CpuBackend)ComputeDevices.TryOpen("cpu", 1, out var problem)!;
        Assert.Empty(problem);
        Assert.IsType<ReferenceBackend>(ComputeDevices.TryOpen("reference", 0, out _));
        using var automatic = (IDisposable)ComputeDevices.TryOpen("auto", 1, out _)!;
    }

    [FactRequiringOpenCl]
    public void A_number_too_large_says_which_devices_there_are()
    {
        Assert.Null(ComputeDevices.TryOpen("opencl:90", 0, out var problem));
        Assert.StartsWith("there is no OpenCL device 90; there ", problem, StringComparison.Ordinal);
        Assert.Contains("opencl:0 (", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_without_devices_says_why()
    {
        foreach (var name in (string[])["cuda:90", "opencl:90"])
        {
            Assert.Null(ComputeDevices.TryOpen(name, 0, out var problem));
            Assert.DoesNotMatch("^;", problem);
            Assert.EndsWith("; `nn devices` lists what there is and what is missing, and the device `cpu` needs nothing", problem, StringComparison.Ordinal);
        }
    }
}
