using System.Globalization;
using Dsl.DeviceChecks.Measuring;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Devices;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// What a compiler for a graphics processor makes of kernels: clang assigns registers for one of AMD's, which has as many for an item as NVIDIA's have. No kernel keeps values in memory for want of them or
/// because an array is indexed by a variable, and what the renderer expects of products is enough.
/// </summary>
public sealed class RegisterTests(ITestOutputHelper output)
{
    private const int MostGroupRegisters = 65536;

    [FactRequiringClang]
    public void Products_take_no_more_registers_than_their_tiles_say()
    {
        var products = (
            from element in (ElementType[])[ElementType.Float32, ElementType.Float16]
            from size in ((int Rows, int Depth, int Columns)[])[(4096, 768, 4096), (512, 512, 512), (256, 64, 256), (64, 50, 20)]
            let kernel = ProductCases.Plain(element, size.Rows, size.Depth, size.Columns).Kernel
            select (Source: KernelRenderer.Render(kernel, KernelCollection.Ampere)!, Expected: Expected(ContractionShape.Of(kernel)))).DistinctBy(static product => product.Source.Text).ToArray();
        var found = Compile([.. products.Select(static product => product.Source)]);
        foreach (var (source, expected) in products)
        {
            var kernel = found[ModuleText.NameOf(source)];
            Verify(kernel, source, string.Create(CultureInfo.InvariantCulture, $"{expected} expected"));
            Assert.True(kernel.Vector <= expected, $"{kernel.Vector} registers, {expected} expected:\n{source.Text}");
        }
    }

    [FactRequiringClang]
    public void Attention() => Verify([AccessGraphs.Attention(ElementType.Float32, 64), AccessGraphs.Attention(ElementType.Float16, 64)]);

    [FactRequiringClang]
    public void Tables_and_recurrences() => Verify([.. TableGraphs.Names.Take(3).SelectMany(static name => TableGraphs.Of(name)), RecurrenceGraphs.Of(ElementType.Float32, 3, 64, 64)]);

    [FactRequiringClang]
    public void Rows_elements_and_tables() => Verify(
        [.. AccessGraphs.Rows(ElementType.Float32), .. AccessGraphs.Elements(ElementType.Float16), AccessGraphs.Gather(ElementType.Float32), AccessGraphs.Scatter(ElementType.Float32), AccessGraphs.Sort(ElementType.Float32)]);

    [FactRequiringClang]
    public void Optimizers()
    {
        using var device = new NullDevice(KernelCollection.Ampere);
        using var backend = new DeviceBackend("none", device);
        Verify([.. new DeviceSources(backend.Schedule(KernelRows.All(MeasuredSizes.Tiny).Single(static row => row.Name == "adamw_f32").Request), backend.Device).All]);
    }

    /// <summary>The registers that the tile of a product says that it takes.</summary>
    internal static int Expected(ContractionShape shape) => MatrixTiles.Choose(shape, KernelCollection.Ampere) is { } matrices
        ? matrices.Registers
        : ProductTiles.Choose(shape.Rows.Extent, shape.Columns.Extent, shape.Batches.Extent, shape.Depth.Extent, shape.Sizes, KernelCollection.Ampere)!.Registers(shape.Sizes);

    private static Dictionary<string, KernelRegisters> Compile(KernelSource[] sources)
    {
        var (kernels, messages) = MachineCompiler.Compile(ModuleText.Of(sources, CDialect.Cuda));
        Assert.True(kernels.Length == sources.Length, messages);
        return kernels.ToDictionary(static kernel => kernel.Name);
    }

    private void Verify(CheckedGraph[] graphs)
    {
        using var device = new NullDevice(KernelCollection.Ampere);
        using var backend = new DeviceBackend("none", device);
        foreach (var graph in graphs)
            backend.Compile(graph.Request).Dispose();
        Verify([.. device.Sources.Values]);
    }

    private void Verify(KernelSource[] sources)
    {
        var found = Compile(sources);
        Assert.All(sources, source => Verify(found[ModuleText.NameOf(source)], source, string.Empty));
    }

    private void Verify(KernelRegisters kernel, KernelSource source, string remark)
    {
        output.WriteLine($"{kernel} {source.Items} items, {source.SharedBytes} + {source.DynamicSharedBytes} bytes {remark}");
        Assert.True(kernel is { Spilled: 0, ScratchBytes: 0 }, $"{kernel}:\n{source.Text}");
        Assert.InRange(kernel.Vector * source.Items, 1, MostGroupRegisters);
    }
}
