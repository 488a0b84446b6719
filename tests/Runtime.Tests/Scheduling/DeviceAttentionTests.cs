using Dsl.DeviceChecks.Running;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Tables with a number for every pair of places, which a device computes in pieces where they are read.</summary>
public sealed class DeviceAttentionTests(ITestOutputHelper output)
{
    private const int SharedBytes = 48 * 1024;
    private const int Heads = 16;

    [Theory]
    [InlineData(48, 8, 0.0)]
    [InlineData(256, 32, 0.0)]
    [InlineData(256, 32, 0.1)]
    [InlineData(1024, 64, 0.0)]
    [InlineData(1023, 64, 0.1)]
    [InlineData(8192, 128, 0.0)]
    public void An_attention_of_any_length_is_one_sweep_without_a_table(int rows, int width, double dropped)
    {
        var program = Schedule(rows, width, dropped, false);
        var sweep = Assert.Single(program.Kernels.OfType<SweepKernel>());
        Assert.Equal(TableAxis.Row, sweep.Lines);
        Assert.Equal(2, ProductsOf(sweep));
        Assert.NotNull(Assert.Single(sweep.Passes).Running);
        Assert.DoesNotContain(program.Kernels, static kernel => kernel is ContractionKernel or EpilogueKernel);
        Assert.DoesNotContain(program.Buffers, placed => placed.Buffer.ElementCount >= (long)Heads * rows * rows);
    }

    [Theory]
    [InlineData(48, 8, ElementType.Float32)]
    [InlineData(1024, 64, ElementType.Float32)]
    [InlineData(1024, 64, ElementType.Float16)]
    [InlineData(1000, 64, ElementType.BFloat16)]
    public void Gradients_by_keys_and_values_sweep_over_questions(int rows, int width, ElementType element)
    {
        var program = Schedule(rows, width, 0.1, true, element, new DeviceTarget(SharedBytes, DeviceTarget.FewestOperands) { HasTensorCores = true });
        SweepKernel[] sweeps = [.. program.Kernels.OfType<SweepKernel>()];
        Assert.Equal([(TableAxis.Column, 4), (TableAxis.Row, 3), (TableAxis.Row, 2)], sweeps.Select(static sweep => (sweep.Lines, ProductsOf(sweep))).OrderDescending());
        Assert.All(sweeps, static sweep => Assert.Single(sweep.Passes));
        Assert.DoesNotContain(program.Kernels, static kernel => kernel is ContractionKernel or EpilogueKernel);
        Assert.DoesNotContain(program.Buffers, placed => placed.Buffer.ElementCount >= (long)Heads * rows * rows);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(100, 2)]
    public void Pieces_that_nobody_sees_are_left_out(int reach, int sides)
    {
        SweepKernel[] sweeps = [.. Schedule(1024, 64, 0.1, true, reach: reach).Kernels.OfType<SweepKernel>().OrderBy(ProductsOf)];
        Assert.All(sweeps, sweep => Assert.Equal(sides, sweep.Passes[0].Mask!.Halves.Length));
        Assert.Contains(new TableHalf(-1, 1, 0), sweeps[0].Passes[0].Mask!.Halves);
        Assert.Equal([(true, false), (false, false), (false, true)], sweeps.Select(static sweep => (sweep.Passes[0].Mask!.OfLine.Length > 0, sweep.Passes[0].Mask!.OnWay.Length > 0)));
    }

    [Fact]
    public void A_table_that_is_smaller_than_what_it_is_computed_from_is_stored() =>
        Assert.DoesNotContain(Schedule(64, 64, 0, false).Kernels, static kernel => kernel is SweepKernel);

    [Fact]
    public void A_table_that_costs_much_to_compute_again_is_stored() =>
        Assert.DoesNotContain(Schedule(1024, 300, 0, false).Kernels, static kernel => kernel is SweepKernel);

    [Theory]
    [InlineData(ElementType.Float32, false)]
    [InlineData(ElementType.Float16, true)]
    [InlineData(ElementType.BFloat16, true)]
    public void Sixteen_bits_are_multiplied_by_tensor_cores(ElementType element, bool byTensorCores)
    {
        var limits = new DeviceLimits(SharedBytes, 1024, HasDoubles: true, HasTensorCores: true);
        var program = Schedule(256, 32, 0, true, element, new DeviceTarget(SharedBytes, DeviceTarget.FewestOperands) { HasTensorCores = true });
        Assert.All(program.Kernels.OfType<SweepKernel>(), sweep => Assert.Equal(byTensorCores, KernelRenderer.Render(sweep, limits)!.Text.Contains("NN_MMA_16816", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(32 * 1024, false)]
    [InlineData(32 * 1024, true)]
    [InlineData(48 * 1024, false)]
    [InlineData(48 * 1024, true)]
    [InlineData(227 * 1024, true)]
    public void A_group_takes_no_more_memory_than_there_is(int sharedBytes, bool hasTensorCores)
    {
        var limits = new DeviceLimits(sharedBytes, 1024, HasDoubles: true, hasTensorCores);
        var target = new DeviceTarget(sharedBytes, DeviceTarget.FewestOperands) { HasTensorCores = hasTensorCores };
        foreach (var element in (ElementType[])[ElementType.Float32, ElementType.Float64, ElementType.Float16])
        {
            foreach (var (rows, width) in ((int, int)[])[(40, 8), (300, 64), (2048, 128), (1024, 256)])
            {
                var sweeps = Schedule(rows, width, 0.1, true, element, target).Kernels.OfType<SweepKernel>().ToArray();
                Assert.All(sweeps, sweep => Assert.InRange(KernelRenderer.Render(sweep, limits)!.SharedBytes, 1, Math.Min(sharedBytes, SharedBytes)));
                Assert.All(sweeps, sweep => Assert.Equal(Heads * ((rows + sweep.Cut.Lines - 1) / sweep.Cut.Lines), KernelRenderer.Render(sweep, limits)!.Groups));
            }
        }
    }

    [Fact]
    public void A_training_of_a_network_sweeps()
    {
        using var cpu = new CpuBackend();
        var recorder = new ScheduleRecorder(cpu, SchedulingOptions.ForDevice(SharedBytes));
        new ScriptCheck(CheckSuites.Networks, "attention", 1e-2).Run(recorder, CheckExtent.Whole);
        Assert.Contains(recorder.Programs, static program => program.Kernels.OfType<SweepKernel>().Select(static sweep => sweep.Lines).Distinct().Count() == 2);
    }

    private static int ProductsOf(SweepKernel sweep) => sweep.Passes.Sum(static pass => pass.Products.Length + pass.Sums.Length);

    private KernelProgram Schedule(int rows, int width, double dropped, bool hasGradient, ElementType element = ElementType.Float32, DeviceTarget? target = null, int reach = 0)
    {
        var graph = AttentionGraphs.Of("attention", element, [4, 4, rows], rows, width, dropped, hasGradient, reach);
        var program = Scheduler.Build(
            PassPipeline.Run(new CompileRequest(graph.Outputs, [], [])), SchedulingOptions.ForDevice(target ?? new DeviceTarget(SharedBytes, DeviceTarget.FewestOperands)));
        output.WriteLine(SchedulePrinter.Print(program));
        return program;
    }
}
