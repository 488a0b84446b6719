using System.Collections.Immutable;
using Dsl.DeviceChecks.Measuring;
using Dsl.DeviceChecks.Running;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.EndToEnd;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The kernels that the tests of backends lead to: of every operator on every element type, of random graphs, of products of many forms, of the steps of networks.</summary>
internal static class KernelCollection
{
    /// <summary>What a card of the Ampere generation offers.</summary>
    public static DeviceLimits Ampere { get; } = new(49152, 1024, HasDoubles: true, HasTensorCores: true) { DynamicSharedBytes = 166912 };

    /// <summary>What a card of the Pascal generation offers.</summary>
    public static DeviceLimits Pascal { get; } = new(49152, 1024, HasDoubles: true, HasTensorCores: false) { DynamicSharedBytes = 49152 };

    /// <summary>What many devices for OpenCL offer, with the instructions of tensor cores emulated.</summary>
    public static DeviceLimits Portable { get; } = new(32768, 256, HasDoubles: true, HasTensorCores: false) { EmulatesTensorCores = true };

    /// <summary>The kernels of a suite of graphs.</summary>
    public static ImmutableArray<KernelSource> OfSuite(string suite, CDialect? dialect = null, DeviceLimits? limits = null) => Collect(
        dialect,
        backend =>
        {
            foreach (var request in CheckSuites.Of(suite).SelectMany(static check => check.Requests(CheckExtent.Whole)))
                backend.Compile(request).Dispose();
        },
        limits);

    /// <summary>Products of all transpositions and sizes for which there are forms of their own.</summary>
    public static ImmutableArray<KernelSource> OfProducts(CDialect? dialect = null) => Collect(dialect, static backend =>
    {
        var products = Products(
            [ElementType.Float16, ElementType.BFloat16, ElementType.Float32, ElementType.Float64],
            [(1, 256, 256), (3, 5, 7), (64, 64, 64), (128, 256, 512), (256, 128, 1000), (512, 512, 4096), (4096, 4096, 512), (100, 72, 40)]);
        foreach (var output in products)
            backend.Compile(new CompileRequest([output], [], [])).Dispose();
    });

    /// <summary>Products of both operands as they are and transposed.</summary>
    public static IEnumerable<Node> Products(ElementType[] elements, (int Rows, int Columns, int Depth)[] sizes) =>
        from element in elements
        from size in sizes
        from form in Enumerable.Range(0, 4)
        select Product(element, size.Rows, size.Columns, size.Depth, (form & 1) != 0, (form & 2) != 0);

    /// <summary>Training steps of small networks.</summary>
    public static ImmutableArray<KernelSource> OfNetworks(CDialect? dialect = null) => Collect(dialect, static backend =>
    {
        foreach (var network in NetworkCases.All)
        {
            foreach (var precision in PrecisionsOf(network))
            {
                // The kernels compute nothing, so a run ends with a fault; what it compiled is what is wanted.
                var outcome = ScriptHarness.Run(
                    network.Model() + network.Data(8)
                    + $"net = Net()\nfit = train(net, data, loss: {network.Loss}, optimizer: adamw(lr: 1e-3), epochs: 2, batch: 4, precision: {precision}, silent: true)\n",
                    "network.nn", RepositoryPaths.Examples, backend);
                Assert.True(outcome.IsAccepted, outcome.Rendering);
            }
        }
    });

    /// <summary>What the measurements on a graphics processor run, in the sizes that they have there: kernels by themselves, and the steps of a GPT.</summary>
    public static ImmutableArray<KernelSource> OfMeasurements() => Collect(null, static backend =>
    {
        // Their memory is not taken: only the texts are wanted.
        foreach (var source in KernelRows.All(MeasuredSizes.Full).SelectMany(row => new DeviceSources(backend.Schedule(row.Request), backend.Device).All))
            ((NullDevice)backend.Context).Sources.TryAdd(source.Text, source);
        var network = TrainedNetwork.All(isTiny: false).Single(static network => network.Name == "gpt_notes_f16");
        Assert.True(ScriptHarness.Run(network.Text(), "measured.nn", RepositoryPaths.Examples, backend).IsAccepted);
    });

    // A network of each kind shows what 16 bits come to.
    private static string[] PrecisionsOf(NetworkCase network) => network.Name switch
    {
        "layer normalization" => ["f32", "f16", "bf16"],
        "attention, causal" or "convolution and largest of patches" or "long short-term memory" or "embedding with attention" => ["f32", "f16"],
        _ => ["f32"],
    };

    private static ImmutableArray<KernelSource> Collect(CDialect? dialect, Action<DeviceBackend> use, DeviceLimits? limits = null)
    {
        using var device = new NullDevice(limits ?? (dialect == CDialect.OpenCl ? Portable : Ampere), dialect: dialect);
        using var backend = new DeviceBackend("none", device);
        use(backend);
        return [.. device.Sources.Values];
    }

    private static Node Product(ElementType element, int rows, int columns, int depth, bool leftTurned, bool rightTurned)
    {
        var builder = new GraphBuilder();
        var left = builder.CreateInput(new GraphInput("left", TestGraph.Type(element, leftTurned ? [depth, rows] : [rows, depth])));
        var right = builder.CreateInput(new GraphInput("right", TestGraph.Type(element, rightTurned ? [columns, depth] : [depth, columns])));
        return builder.MatrixProduct(leftTurned ? builder.Transpose(left, [1, 0]) : left, rightTurned ? builder.Transpose(right, [1, 0]) : right);
    }
}
