using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// How kernels touch memory, counted while their CUDA text runs on the processor: sectors of the device's memory and turns of a group's memory, as a multiple of the fewest with which the same bytes could be
/// had. No card is needed, and no time is measured.
/// </summary>
public sealed unsafe class AccessTests(ITestOutputHelper output)
{
    private const int Bytes = 4096;

    [FactRequiringClang]
    public void Products_by_tiles() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 1.05, GroupWrites: 2.05), AccessGraphs.Products(ElementType.Float32, (256, 256, 32), (2048, 2048, 16)));

    [FactRequiringClang]
    public void Products_by_tensor_cores() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 1.25, GroupWrites: 1.05), AccessGraphs.Products(ElementType.Float16, (256, 256, 64), (2048, 2048, 32)));

    [FactRequiringClang]
    public void Products_by_tensor_cores_with_lines_that_begin_anywhere() =>
        Verify(new(Reads: 1.45, Writes: 2, GroupReads: 1.25, GroupWrites: 1.05), AccessGraphs.Products(ElementType.Float16, (256, 257, 65)));

    [FactRequiringClang]
    public void Attention_in_single_precision() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 1.05, GroupWrites: 1.35), [AccessGraphs.Attention(ElementType.Float32, 64)]);

    [FactRequiringClang]
    public void Attention_by_tensor_cores() => Verify(new(Reads: 1.05, Writes: 2.05, GroupReads: 1.05, GroupWrites: 1.05), [AccessGraphs.Attention(ElementType.Float16, 64)]);

    [FactRequiringClang]
    public void Rows_and_columns() => Verify(
        new(Reads: 1.2, Writes: 1.05, GroupReads: 1.05, GroupWrites: 1.05), [.. AccessGraphs.Rows(ElementType.Float32), .. AccessGraphs.Rows(ElementType.Float16)]);

    [FactRequiringClang]
    public void Elements() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 1, GroupWrites: 1), [.. AccessGraphs.Elements(ElementType.Float32), .. AccessGraphs.Elements(ElementType.Float16)]);

    [FactRequiringClang]
    public void Other_orders() => Verify(new(Reads: 2.05, Writes: 1.05, GroupReads: 1, GroupWrites: 1), [.. AccessGraphs.Orders(ElementType.Float32)]);

    [FactRequiringClang]
    public void Tables() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 1.05, GroupWrites: 1.05), [AccessGraphs.Gather(ElementType.Float32), AccessGraphs.Scatter(ElementType.Float32)]);

    [FactRequiringClang]
    public void Sorting() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 2, GroupWrites: 2), [AccessGraphs.Sort(ElementType.Float32)]);

    [FactRequiringClang]
    public void Recurrences() => Verify(new(Reads: 1.05, Writes: 1.05, GroupReads: 1.05, GroupWrites: 1.55), [RecurrenceGraphs.Of(ElementType.Float32, 3, 64, 64)]);

    [FactRequiringClang]
    public void Scattered_accesses_and_shared_banks_are_counted()
    {
        var side = Count("((float*)m1)[NN_ITEM] = ((const float*)m0)[NN_ITEM];");
        Assert.Equal(new AccessCount(1, 4, 4), side.Reads);
        Assert.Equal(new AccessCount(1, 4, 4), side.Writes);
        Assert.Equal(new AccessCount(1, 32, 4), Count("((float*)m1)[NN_ITEM] = ((const float*)m0)[NN_ITEM * 8];").Reads);
        Assert.Equal(new AccessCount(1, 1, 1), Count("((float*)m1)[NN_ITEM] = ((const float*)m0)[7];").Reads);
        Assert.Equal(new AccessCount(1, 5, 4), Count("((float*)m1)[NN_ITEM + 1] = 0.0f;").Writes);
        Assert.Equal(new AccessCount(1, 16, 16), Count("*(uint4*)((float*)m1 + NN_ITEM * 4) = *(const uint4*)((const float*)m0 + NN_ITEM * 4);").Reads);
        const string fill = "NN_SHARED_TILE float tile[1056]; for (int i = 0; i < 33; i++) tile[NN_ITEM + i * 32] = 0.0f; NN_BARRIER; ";
        Assert.Equal(new AccessCount(33, 33, 33), Count(fill + "((float*)m1)[NN_ITEM] = tile[NN_ITEM];").GroupWrites);
        Assert.Equal(new AccessCount(1, 32, 1), Count(fill + "((float*)m1)[NN_ITEM] = tile[NN_ITEM * 32];").GroupReads);
        Assert.Equal(new AccessCount(1, 1, 1), Count(fill + "((float*)m1)[NN_ITEM] = tile[NN_ITEM * 33];").GroupReads);
        Assert.Equal(new AccessCount(1, 4, 4), Count(fill + "((float4*)m1)[NN_ITEM] = NN_READ4(tile + NN_ITEM * 4);").GroupReads);
        Assert.Equal(new AccessCount(1, 8, 4), Count(fill + "((float4*)m1)[NN_ITEM] = NN_READ4(tile + NN_ITEM * 8);").GroupReads);
    }

    private static LaunchAccesses Count(string body)
    {
        var text = $"NN_KERNEL(32) nn_kernel(NN_GLOBAL const u8* m0, i64 o0, NN_GLOBAL u8* m1, i64 o1, int kernel_number, NN_GLOBAL int* fault) {{ {body} }}\n";
        var source = new KernelSource(text, 1, 32, UsesDoubles: false);
        using var module = HostedModule.Build(ModuleText.Of([source], CDialect.Cuda), countsAccesses: true);
        var memory = (byte*)NativeMemory.AlignedAlloc(2 * Bytes, 256);
        try
        {
            NativeMemory.Clear(memory, 2 * Bytes);
            var launch = new FakeLaunch(text, ModuleText.NameOf(source), 1, 32, 0, [(ulong)memory, 0, (ulong)(memory + Bytes), 0, 0, 0]);
            return module.Count(launch, new Dictionary<nint, nuint> { [(nint)memory] = 2 * Bytes });
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private void Verify(AccessBounds bounds, IEnumerable<CheckedGraph> graphs)
    {
        ImmutableArray<CheckedGraph> all = [.. graphs];
        using var fake = new FakeCuda { RunsKernels = true, CountsAccesses = true };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake));
        backend.Prepare(all.Select(static graph => graph.Request));
        var failures = new List<string>();
        foreach (var graph in all)
        {
            fake.Accesses.Clear();
            BackendRun.Outputs(backend, graph.Outputs, graph.Inputs);
            foreach (var launch in fake.Accesses)
            {
                var line = string.Create(CultureInfo.InvariantCulture, $"{graph.What}: {launch}");
                output.WriteLine(line);
                if (!bounds.Hold(launch))
                    failures.Add(line + "\n" + launch.Worst);
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
