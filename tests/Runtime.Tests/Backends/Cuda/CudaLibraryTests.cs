using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The driver's and the compiler's functions, and what they say of devices, against functions of our own.</summary>
public sealed class CudaLibraryTests
{
    [Fact]
    public void A_function_that_is_missing_is_named()
    {
        Assert.Null(CudaLibrary.TryCreate(static name => name == "cuGraphInstantiateWithFlags" ? 0 : FakeCuda.Driver(name), out var obstacle));
        Assert.Equal("the CUDA driver has no cuGraphInstantiateWithFlags: it is older than CUDA 11.4", obstacle);
        Assert.Null(NvrtcLibrary.TryCreate(static name => name == "nvrtcGetCUBIN" ? 0 : FakeCuda.Compiler(name), "/x/libnvrtc.so.12", out obstacle));
        Assert.Equal("/x/libnvrtc.so.12 has no nvrtcGetCUBIN: it is older than CUDA 11.2", obstacle);
    }

    [Fact]
    public void A_device_is_described()
    {
        using var fake = new FakeCuda { DeviceName = "NVIDIA H200", Capability = (9, 0) };
        var device = Assert.Single(Devices(out var obstacle));
        Assert.Equal(string.Empty, obstacle);
        Assert.Equal((7, 90, 108, 166912), (device.Handle, device.Capability, device.Processors, device.DynamicSharedBytes));
        Assert.Equal(
            new DeviceDescription("NVIDIA H200", "CUDA 13.0, compute capability 9.0", CDialect.Cuda, 40L << 30, 40L << 30, device.Description.Limits, IsProcessor: false),
            device.Description);
        Assert.Equal((49152, 1024, true, true), (device.Description.Limits.SharedBytes, device.Description.Limits.MostItems, device.Description.Limits.HasDoubles, device.Description.Limits.HasTensorCores));
    }

    [Fact]
    public void Tensor_cores_of_the_kind_that_is_used_begin_with_8_0()
    {
        using var fake = new FakeCuda { Capability = (7, 5) };
        Assert.False(Assert.Single(Devices(out _)).Description.Limits.HasTensorCores);
    }

    [Theory]
    [InlineData(0, 8, 0, "the CUDA driver has no device")]
    [InlineData(1, 5, 2, "every CUDA device here is older than compute capability 6.0")]
    [InlineData(1, 8, 100, "the CUDA driver does not start: the driver's own words")]
    public void No_device_has_a_reason(int count, int major, int code, string expected)
    {
        using var fake = new FakeCuda { Devices = count, Capability = (major, 0) };
        if (code == 100)
            fake.Fail("cuInit", 999);
        Assert.Empty(Devices(out var obstacle));
        Assert.Equal(expected, obstacle);
    }

    [Fact]
    public void A_driver_without_a_card_is_no_failure()
    {
        using var fake = new FakeCuda();
        fake.Fail("cuInit", 100);
        Assert.Empty(Devices(out var obstacle));
        Assert.Equal("the CUDA driver has no device", obstacle);
    }

    [Theory]
    [InlineData(90, "75 80 90", "sm_90", true)]
    [InlineData(103, "75 80 90", "compute_90", false)]
    [InlineData(86, "75 80 90", "compute_80", false)]
    [InlineData(86, "", "sm_86", true)]
    [InlineData(61, "75 80 90", "compute_61", false)]
    public void An_older_compiler_leaves_the_last_step_to_the_driver(int capability, string known, string target, bool isBinary) =>
        Assert.Equal((target, isBinary), CudaCompiler.Choose(capability, [.. known.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]));

    [Theory]
    [InlineData(80, "--gpu-architecture=sm_80 --disable-warnings --prec-div=false --prec-sqrt=false", "nvrtcGetCUBIN")]
    [InlineData(89, "--gpu-architecture=compute_80 --disable-warnings --prec-div=false --prec-sqrt=false", "nvrtcGetPTX")]
    public void A_text_becomes_machine_code_or_ptx(int capability, string options, string function)
    {
        using var fake = new FakeCuda();
        var compiler = new CudaCompiler(NvrtcLibrary.TryCreate(FakeCuda.Compiler, "libnvrtc.so.13", out _)!, capability);
        Assert.Equal("kernel text"u8.ToArray(), compiler.Compile("kernel text"));
        Assert.Equal(options, fake.CompilerOptions);
        Assert.Equal(["nvrtcCreateProgram", "nvrtcCompileProgram", function], fake.Take());
        Assert.Equal(0, fake.Living);
        Assert.Equal($"nvrtc 13.0 {compiler.Target}", compiler.Identity);
    }

    [Fact]
    public void A_refusal_of_the_compiler_holds_its_log()
    {
        using var fake = new FakeCuda { CompilerLog = "nn.cu(3): error: expected a \";\"" };
        var compiler = new CudaCompiler(NvrtcLibrary.TryCreate(FakeCuda.Compiler, "libnvrtc.so.13", out _)!, 80);
        var refusal = Assert.Throws<DeviceException>(() => compiler.Compile("kernel text"));
        Assert.Equal("NVRTC 13.0 refuses a kernel for sm_80: NVRTC_ERROR_COMPILATION: nn.cu(3): error: expected a \";\"", refusal.Message);
        Assert.Equal(DeviceTrouble.Build, refusal.Trouble);
        Assert.Equal(0, fake.Living);
    }

    [Theory]
    [InlineData(0, "it says nothing more")]
    [InlineData(3, "line 0\nline 1\nline 2")]
    [InlineData(2000, "line 19\n(1980 more lines)")]
    public void Of_a_long_log_the_first_lines_are_told(int lines, string end) =>
        Assert.EndsWith(end, CompilerLog.Shorten(string.Concat(Enumerable.Range(0, lines).Select(static i => $"line {i}\n\n")) + "\0"), StringComparison.Ordinal);

    private static IReadOnlyList<CudaDevice> Devices(out string obstacle) => CudaDevice.All(CudaLibrary.TryCreate(FakeCuda.Driver, out _)!, out obstacle);
}
