using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.CStyle;

/// <summary>Recurrences in one launch, sorting, products with codes and gradients of tables take no more of a device than it has, whatever their sizes.</summary>
public sealed class LaunchLimitsTests
{
    private const int MostItemRegisters = 255;

    private static readonly ImmutableDictionary<string, (DeviceLimits Limits, CDialect Dialect)> Devices = new Dictionary<string, (DeviceLimits, CDialect)>
    {
        ["a large card"] = (new(49152, 1024, HasDoubles: true, HasTensorCores: true) { DynamicSharedBytes = 232448 }, CDialect.Cuda),
        ["a card for games"] = (new(49152, 1024, HasDoubles: true, HasTensorCores: true) { DynamicSharedBytes = 101376 }, CDialect.Cuda),
        ["another vendor's card"] = (new(32768, 256, HasDoubles: true, HasTensorCores: false), CDialect.OpenCl),
        ["a processor"] = (new(1 << 20, 4096, HasDoubles: true, HasTensorCores: false), CDialect.OpenCl),
    }.ToImmutableDictionary();

    public static TheoryData<string> DeviceNames => [.. Devices.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(DeviceNames))]
    public void Kernels_keep_the_limits(string name)
    {
        var (limits, dialect) = Devices[name];
        using var device = new NullDevice(limits, dialect: dialect);
        using var backend = new DeviceBackend("none", device);
        foreach (var request in Requests())
            backend.Compile(request).Dispose();
        Assert.True(device.Sources.Count >= 20, $"only {device.Sources.Count} kernels");
        foreach (var source in device.Sources.Values)
        {
            Assert.InRange(source.Items, 1, limits.MostItems);
            Assert.InRange(source.SharedBytes, 0, limits.SharedBytes);
            Assert.InRange(source.DynamicSharedBytes, 0, limits.DynamicSharedBytes);
        }
    }

    [Fact]
    public void Items_of_products_inside_launches_have_registers_enough()
    {
        foreach (var rows in (int[])[1, 2, 7, 64])
        {
            foreach (var columns in (int[])[1, 40, 512, 4096])
            {
                foreach (var bytes in (int[])[sizeof(float), sizeof(double)])
                    Assert.InRange(PhaseTile.Choose(rows, columns, 200, bytes).Registers(bytes), 1, MostItemRegisters);
            }
        }
    }

    private static IEnumerable<CompileRequest> Requests()
    {
        foreach (var request in RecurrenceGraphs.Names.SelectMany(static name => RecurrenceGraphs.Of(name)).Select(static graph => graph.Request))
            yield return request;
        foreach (var (batch, hidden) in (ImmutableArray<(int, int)>)[(1, 32), (32, 64), (64, 100), (64, 128), (128, 160), (256, 192)])
            yield return RecurrenceGraphs.Of(ElementType.Float32, 5, batch, hidden).Request;
        foreach (var element in (ElementType[])[ElementType.Float16, ElementType.Float32, ElementType.Float64, ElementType.Int])
        {
            foreach (var width in (int[])[10, 100, 2048, 5000])
                yield return Of(builder => builder.Create(IndexingOperators.ArgSort, Input(builder, element, 3, width)));
        }

        yield return Of(static builder => builder.Create(
            QuantizationOperators.QuantizedProduct, Input(builder, ElementType.Float32, 7, 3000), Input(builder, ElementType.Int, 3000, 16), Input(builder, ElementType.Float32, 128)));
        yield return Of(static builder => builder.Create(
            IndexingOperators.ScatterAdd, [Input(builder, ElementType.Int, 5000), Input(builder, ElementType.Float32, 5000, 60)], new SizeAttributes(9000)));
    }

    private static CompileRequest Of(Func<GraphBuilder, Node> build) => new([build(new GraphBuilder())], [], []);

    private static Node Input(GraphBuilder builder, ElementType element, params int[] shape) => builder.CreateInput(new GraphInput("x", TestGraph.Type(element, shape)));
}
