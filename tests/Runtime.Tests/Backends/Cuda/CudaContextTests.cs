using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Memory, kernels and errors of a CUDA context, against a driver of our own.</summary>
public sealed unsafe class CudaContextTests
{
    private static readonly KernelSource Source = new("NN_KERNEL(64) nn_kernel(const u8* m0, i64 o0, u8* m1, i64 o1, int kernel_number, int* fault) {}\n", 5, 64, UsesDoubles: false);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((4 << 20) - 1)]
    [InlineData(4 << 20)]
    [InlineData((9 << 20) + 3)]
    public void What_is_written_is_read(int bytes)
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        var memory = context.Allocate(bytes + 5L);
        var there = new byte[bytes];
        new Random(3).NextBytes(there);
        var back = new byte[bytes];
        fixed (byte* source = there)
        fixed (byte* destination = back)
        {
            context.Write(memory, 5, (nint)source, bytes);
            context.Read(memory, 5, (nint)destination, bytes);
        }

        Assert.Equal(there, back);
        Assert.Equal((bytes + (4 << 20) - 1) >> 22, fake.Count("cuMemcpyHtoDAsync_v2"));
        Assert.True(fake.Count("cuMemHostAlloc") <= 2);
        context.Free(memory);
    }

    [Fact]
    public void A_copy_stays_on_the_device()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        var memory = context.Allocate(16);
        Marshal.WriteInt32(memory, 4, 1234);
        context.Copy(memory, 4, memory, 12, 4);
        Assert.Equal(1234, Marshal.ReadInt32(memory, 12));
        fake.Take();
        context.Copy(memory, 0, memory, 8, 0);
        Assert.Empty(fake.Take());
    }

    [Fact]
    public void A_kernel_gets_addresses_and_distances_its_number_and_the_place_of_faults()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        using var function = Create(context, Source, 9, 0x7000);
        function.Place(0, new DevicePlace(unchecked((nint)0x1111_2222_3333), 8));
        function.Place(1, new DevicePlace(0x4444, 1L << 40));
        function.Enqueue();
        function.Place(1, new DevicePlace(0x5555, 0));
        function.Enqueue();
        Assert.Equal([0x1111_2222_3333, 8, 0x4444, 1UL << 40, 9, 0x7000], fake.Launches[0].Values);
        Assert.Equal([0x1111_2222_3333, 8, 0x5555, 0, 9, 0x7000], fake.Launches[1].Values);
        Assert.Equal((5u, 64u, 0u), (fake.Launches[0].Groups, fake.Launches[0].Items, fake.Launches[0].SharedBytes));
        Assert.StartsWith("typedef long long i64;", fake.Launches[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Much_memory_of_a_group_is_asked_for_before_the_launch()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        using var function = Create(context, Source with { DynamicSharedBytes = 98304 });
        Assert.Contains("cuFuncSetAttribute 8 98304", fake.Take());
        function.Enqueue();
        Assert.Equal(98304u, Assert.Single(fake.Launches).SharedBytes);
    }

    [Fact]
    public void A_text_is_compiled_once()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        using var first = Create(context, Source);
        using var second = Create(context, Source with { Groups = 8 });
        Assert.Equal(1, fake.Count("nvrtcCompileProgram"));
        Assert.Equal(1, fake.Count("cuModuleLoadDataEx"));
    }

    [Fact]
    public void Without_the_compiler_it_is_said_what_to_install()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake, hasCompiler: false);
        var refusal = Assert.Throws<DeviceException>(() => Create(context, Source));
        Assert.Equal(
            "Fake 100 needs NVIDIA's run-time compiler, and libnvrtc.so.13 is not there: install the CUDA toolkit or `pip install nvidia-cuda-nvrtc`, and name its folder in " +
            "NN_CUDA_PATH where it is not found; with --device opencl the same card needs its driver only",
            refusal.Message);
    }

    [Theory]
    [InlineData(FakeCuda.OutOfMemory, DeviceTrouble.OutOfMemory, "cuMemAlloc failed: the device has too little memory for it: 1 MB were asked for")]
    [InlineData(FakeCuda.IllegalAddress, DeviceTrouble.Lost, "cuMemAlloc failed: a kernel left its memory, and the device is lost for this process")]
    [InlineData(719, DeviceTrouble.Lost, "cuMemAlloc failed: the driver's own words")]
    [InlineData(701, DeviceTrouble.Other, "cuMemAlloc failed: the driver's own words")]
    public void An_error_says_what_kind_it_is(int code, DeviceTrouble trouble, string message)
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        fake.Fail("cuMemAlloc_v2", code);
        var refusal = Assert.Throws<DeviceException>(() => context.Allocate(64));
        Assert.Equal((trouble, message), (refusal.Trouble, refusal.Message));
        Assert.Equal(code == FakeCuda.OutOfMemory, refusal.IsOutOfMemory);
    }

    [Fact]
    public void Everything_is_given_back()
    {
        using var fake = new FakeCuda();
        var context = FakeCuda.Context(fake);
        var memory = context.Allocate(64);
        context.Write(memory, 0, memory, 8);
        Create(context, Source).Dispose();
        var sequence = context.Record(static () => { });
        Assert.NotNull(sequence);
        sequence.Dispose();
        context.Free(memory);
        context.Free(0);
        context.Dispose();
        context.Dispose();
        context.Free(memory);
        Assert.Equal((0, 0), (fake.Living, fake.Contexts));
    }

    [Fact]
    public void Machine_code_that_was_kept_is_loaded_unless_the_driver_does_not_take_it()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake);
        var built = context.BuildModule("kernel text", out var binary);
        Assert.NotEqual(0, built);
        Assert.Equal("kernel text"u8.ToArray(), binary);
        var loaded = context.LoadModule(binary);
        Assert.NotEqual(0, loaded);
        context.ReleaseModule(built);
        context.ReleaseModule(loaded);
        fake.Fail("cuModuleLoadDataEx", 200);
        Assert.Equal(0, context.LoadModule(binary));
        Assert.Equal(DeviceTrouble.Build, Assert.Throws<DeviceException>(() => context.BuildModule("kernel text", out _)).Trouble);
        Assert.Equal("nvrtc 13.0 sm_80", context.BuildOptions);
    }

    [Fact]
    public void A_lost_device_can_be_left()
    {
        using var fake = new FakeCuda();
        var context = FakeCuda.Context(fake);
        var memory = context.Allocate(64);
        foreach (var function in (string[])["cuStreamSynchronize", "cuMemFree_v2", "cuStreamDestroy_v2", "cuModuleUnload", "cuEventDestroy_v2"])
            fake.Fail(function, FakeCuda.IllegalAddress);
        Assert.Equal(DeviceTrouble.Lost, Assert.Throws<DeviceException>(context.Finish).Trouble);
        context.Free(memory);
        context.Dispose();
        Assert.Equal(0, fake.Contexts);
    }

    private static DeviceFunction Create(DeviceContext context, KernelSource source, int number = 0, nint fault = 0)
    {
        context.Modules.Require([source]);
        var (module, name) = context.Modules.Find(source);
        return context.CreateFunction(module, name, source, 2, number, fault);
    }
}
