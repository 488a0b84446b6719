using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Kernels that look for a fault first, run on the processor: after a fault they come to their end, through all barriers, and leave all memory as it was.</summary>
public sealed partial class KernelGuardTests
{
    private const int OperandBytes = 1 << 18;

    [FactRequiringClang]
    public void Launches_store_nothing_after_a_fault() => Verify(
        [.. (((string, int, int)[])[("softmax", 9, 70), ("layer norm", 5, 40), ("columns", 60, 40), ("chain", 16, 256), ("small", 3, 5)]).SelectMany(static kind =>
            LaunchGraphs.Of(kind.Item1, kind.Item2, kind.Item3, ElementType.Float32).Outputs)],
        atLeast: 5);

    [FactRequiringClang]
    public void Products_store_nothing_after_a_fault() =>
        Verify([.. KernelCollection.Products([ElementType.Float32, ElementType.Float16], [(20, 24, 17), (64, 64, 32)])], atLeast: 8);

    [FactRequiringClang]
    public void Sweeps_and_turns_store_nothing_after_a_fault() => Verify(
        [.. AttentionGraphs.OfMatrices(AttentionGraphs.MatrixNames[0]).Take(1).Concat(RecurrenceGraphs.Of(RecurrenceGraphs.Names[0]).Take(2)).SelectMany(static graph => graph.Outputs)],
        atLeast: 3);

    [FactRequiringClang]
    public void Sorts_rows_put_into_place_and_codes_store_nothing_after_a_fault()
    {
        var values = new RandomInputs(ElementType.Float32);
        var (builder, scales) = (values.Builder, values.Input([16]));
        var codes = builder.Create(QuantizationOperators.Quantize, values.Input([3, 16]), scales);
        Verify(
            [
                builder.Create(IndexingOperators.ArgSort, values.Input([3, 130])), builder.Create(IndexingOperators.ArgSort, values.Input([4, 33])),
                builder.WriteAt(values.Input([4, 20]), values.Input([1, 20]), values.Whole(2), 0), codes, builder.Create(QuantizationOperators.QuantizedProduct, values.Input([2, 3]), codes, scales),
            ],
            atLeast: 5);
    }

    private static unsafe void Verify(ImmutableArray<Node> outputs, int atLeast)
    {
        using var device = new NullDevice(KernelCollection.Ampere);
        using var backend = new DeviceBackend("none", device);
        foreach (var output in outputs)
            backend.Compile(new CompileRequest([output], [], [])).Dispose();
        ImmutableArray<KernelSource> kernels = [.. device.Sources.Values.Where(static kernel => kernel.Groups > 0 && !KernelGuard.MayFail(kernel)).Select(KernelGuard.Add)];
        Assert.True(kernels.Length >= atLeast, $"{kernels.Length} kernels");
        using var module = HostedModule.Build(ModuleText.Of(kernels, CDialect.Cuda));
        foreach (var kernel in kernels)
        {
            var operands = Operand().Count(kernel.Text);
            var before = new byte[operands * OperandBytes];
            for (var i = 0; i < before.Length; i++)
                before[i] = (byte)(0x38 + (i * 7 % 5));
            var memory = (byte*)NativeMemory.AlignedAlloc((nuint)operands * OperandBytes, 64);
            try
            {
                var all = new Span<byte>(memory, operands * OperandBytes);
                foreach (var (fault, isWritten) in ((int, bool)[])[(7, false), (0, true)])
                {
                    before.CopyTo(all);
                    ulong[] values = [.. Enumerable.Range(0, operands).SelectMany(i => (ulong[])[(ulong)(memory + ((long)i * OperandBytes)), 0]), 0, (ulong)&fault];
                    module.Run(ModuleText.NameOf(kernel), values, (uint)Math.Min(kernel.Groups, 2), (uint)kernel.Items);
                    Assert.True(all.SequenceEqual(before) != isWritten, string.Create(CultureInfo.InvariantCulture, $"fault {fault}:\n{kernel.Text}"));
                }
            }
            finally
            {
                NativeMemory.AlignedFree(memory);
            }
        }
    }

    [GeneratedRegex(@"u8\* m\d+, i64 o\d+")]
    private static partial Regex Operand();
}
