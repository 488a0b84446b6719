using System.Collections.Immutable;
using System.Globalization;
using Dsl.DeviceChecks.Running;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What NVIDIA's own compiler and assembler make of kernels, inline assembly included: each is accepted, no item keeps values in memory, and a group takes what the renderer says.</summary>
public sealed class NvrtcTests(ITestOutputHelper output)
{
    private const int MostGroupRegisters = 65536;

    // The assembler has a number of registers in mind with which more groups run at once, and rather keeps some values of an item in memory than to exceed it.
    private const int MostFrameBytes = 16;

    // From 9.0 on, what the system keeps of a group's memory counts as the kernel's.
    private const int FirstWithKeptMemory = 90;
    private const int KeptBytes = 1024;

    // Sines and cosines of large numbers have an array of digits.
    private const int MostFrameBytesOfAngles = 48;

    [FactRequiringNvrtc]
    public void Products() => Verify(KernelCollection.OfProducts(), every: 3, 80);

    [FactRequiringNvrtc]
    public void Launches() => Verify(KernelCollection.OfSuite(CheckSuites.Launches), every: 5, 80);

    [FactRequiringNvrtc]
    public void Training_steps() => Verify(KernelCollection.OfNetworks(), every: 7, 86);

    [FactRequiringNvrtc]
    public void Measurements() => Verify(KernelCollection.OfMeasurements(), every: 5, 90);

    [FactRequiringNvrtc]
    public void Operators_of_a_card_without_tensor_cores() => Verify(KernelCollection.OfSuite(CheckSuites.Operators, limits: KernelCollection.Pascal), every: 41, 70);

    [FactRequiringNvrtc]
    public void Products_take_about_as_many_registers_as_their_tiles_say()
    {
        var products = (
            from element in (ElementType[])[ElementType.Float32, ElementType.Float16]
            from size in ((int Rows, int Depth, int Columns)[])[(4096, 768, 4096), (512, 512, 512), (256, 64, 256), (64, 50, 20)]
            let kernel = ProductCases.Plain(element, size.Rows, size.Depth, size.Columns).Kernel
            select (Source: KernelRenderer.Render(kernel, KernelCollection.Ampere)!, Expected: RegisterTests.Expected(ContractionShape.Of(kernel)))).DistinctBy(static product => product.Source.Text).ToArray();
        var found = Nvrtc.Compile(products.Select(static product => product.Source), 80);
        foreach (var (source, expected) in products)
        {
            var kernel = found[ModuleText.NameOf(source)];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kernel}, {expected} registers expected, {source.Items} items"));
            Assert.Equal(0, kernel.FrameBytes);
            Assert.True(kernel.Registers <= expected, $"{kernel.Registers} registers, {expected} expected:\n{source.Text}");
        }
    }

    [FactRequiringNvrtc]
    public void Attentions_of_large_trainings_keep_all_values_in_registers()
    {
        var limits = KernelCollection.Ampere with { DynamicSharedBytes = 227 * 1024 };
        var target = new DeviceTarget(limits.SharedBytes, DeviceTarget.FewestOperands) { HasTensorCores = true, SharedBytesOnRequest = limits.DynamicSharedBytes };
        var sources = (
            from width in (int[])[64, 128]
            from length in (int[])[1000, 1024]
            let graph = AttentionGraphs.Of("attention", ElementType.Float16, [8, 12, length], length, width, 0, hasGradient: true)
            from sweep in Scheduler.Build(PassPipeline.Run(graph.Request), SchedulingOptions.ForDevice(target)).Kernels.OfType<SweepKernel>()
            select KernelRenderer.Render(sweep, limits)!).ToArray();
        Assert.Equal(12, sources.Length);
        foreach (var kernel in Nvrtc.Compile(sources, 90).Values)
        {
            output.WriteLine($"{kernel}");
            Assert.Equal(0, kernel.FrameBytes);
        }
    }

    [FactRequiringNvrtc]
    public void Every_card_that_is_used_is_known_or_younger()
    {
        foreach (var capability in (int[])[60, 61, 70, 75, 80, 86, 89, 90, 100, 120])
        {
            var compiler = new CudaCompiler(Nvrtc.Library!, capability);
            output.WriteLine($"{compiler.Identity}: {compiler.Compile(CDialect.Cuda.Preamble).Length} bytes");
        }
    }

    [FactRequiringNvrtc]
    public void A_refusal_names_the_line()
    {
        var source = new KernelSource("NN_KERNEL(64) nn_kernel(NN_GLOBAL u8* m0, int kernel_number, NN_GLOBAL int* fault) {\n  m0[NN_ITEM] = left_row;\n}\n", 1, 64, UsesDoubles: false);
        var refusal = Assert.Throws<DeviceException>(() => new CudaCompiler(Nvrtc.Library!, 80).Compile(ModuleText.Of([source], CDialect.Cuda)));
        output.WriteLine(refusal.Message);
        Assert.Equal(DeviceTrouble.Build, refusal.Trouble);
        Assert.Contains("identifier \"left_row\" is undefined", refusal.Message, StringComparison.Ordinal);
    }

    // Of kernels that are alike as many as take some seconds: all were compiled once, which docs/gpu.md tells of.
    private void Verify(ImmutableArray<KernelSource> kernels, int every, int capability)
    {
        KernelSource[] chosen = [.. kernels.Where((kernel, i) => i % every == 0 && kernel.Groups > 0)];
        var found = Nvrtc.Compile(chosen, capability);
        var failures = chosen.Select(kernel => FailureOf(kernel, found.GetValueOrDefault(ModuleText.NameOf(kernel)), capability >= FirstWithKeptMemory ? KeptBytes : 0)).OfType<string>().ToArray();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{capability}: {chosen.Length} of {kernels.Length} kernels, at most {found.Values.Max(static kernel => kernel.Registers)} registers, {found.Values.Count(static kernel => kernel.FrameBytes > 0)} with memory of an item, {found.Values.Sum(static kernel => kernel.CodeBytes)} bytes of code"));
        Assert.True(failures.Length == 0, string.Join("\n\n", failures));
    }

    private static string? FailureOf(KernelSource kernel, KernelResources? resources, int keptBytes)
    {
        if (resources is null)
            return $"it is not there:\n{kernel.Text}";
        var most = kernel.Text.Contains("nn_sin_", StringComparison.Ordinal) || kernel.Text.Contains("nn_cos_", StringComparison.Ordinal) ? MostFrameBytesOfAngles : MostFrameBytes;
        return resources.FrameBytes <= most && resources.SharedBytes <= kernel.SharedBytes + keptBytes && resources.Registers * kernel.Items <= MostGroupRegisters
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{resources}, {kernel.SharedBytes} bytes of a group's memory by the renderer, {kernel.Items} items:\n{kernel.Text}");
    }
}
