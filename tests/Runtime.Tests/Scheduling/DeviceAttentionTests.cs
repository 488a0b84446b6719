using Dsl.DeviceChecks.Running;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Xunit.Abstractions;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Where a device keeps the table of scores between the products of an attention, and when it does not compute those in one launch.</summary>
public sealed class DeviceAttentionTests(ITestOutputHelper output)
{
    private const int SharedBytes = 48 * 1024;

    [Fact]
    public void An_attention_is_one_launch_without_a_table_in_the_devices_memory()
    {
        var program = Schedule(256, 32, 0, false);
        var segment = Assert.Single(Assert.IsType<FusedKernel>(Assert.Single(program.Kernels)).Segments);
        Assert.Equal(2, segment.Members.Count(static member => member.Kernel is ContractionKernel));
        Assert.Equal((4096, 16), (segment.Positions, segment.Chunk));
        Assert.Equal(program.Outputs[0].ByteCount, program.ArenaBytes);
    }

    [Fact]
    public void Dropout_changes_nothing_about_it()
    {
        var program = Schedule(256, 32, 0.1, false);
        Assert.Single(program.Kernels);
        Assert.Equal(program.Outputs[0].ByteCount, program.ArenaBytes);
    }

    [Fact]
    public void A_table_takes_the_place_of_the_one_that_it_is_computed_from()
    {
        var segment = Assert.Single(Assert.IsType<FusedKernel>(Assert.Single(Schedule(256, 32, 0.1, false).Kernels)).Segments);
        var (offsets, bytes) = LaunchPhases.Place(segment, LaunchPhases.Of(segment));
        Assert.InRange(bytes, 16 * 256 * sizeof(float), 20 * 256 * sizeof(float));
        Assert.All(offsets, pair => Assert.InRange(pair.Value + (pair.Key.ByteCount / segment.Positions * segment.Chunk), 1, bytes));
    }

    [Fact]
    public void Few_rows_at_a_time_do_not_pay() =>
        Assert.Equal(2, Schedule(512, 64, 0, false).Kernels.Count(static kernel => kernel is ContractionKernel or EpilogueKernel));

    [Fact]
    public void Rows_that_leave_room_for_few_are_multiplied_by_themselves() =>
        Assert.Equal(2, Schedule(4096, 64, 0, false).Kernels.Count(static kernel => kernel is ContractionKernel or EpilogueKernel));

    [Fact]
    public void More_memory_takes_longer_rows()
    {
        var target = new DeviceTarget(SharedBytes, DeviceTarget.FewestOperands) { SharedBytesOnRequest = 227 * 1024 };
        Assert.Single(Schedule(512, 64, 0, false, ElementType.Float32, target).Kernels);
    }

    [Theory]
    [InlineData(ElementType.Float32, 1)]
    [InlineData(ElementType.Float16, 4)]
    public void Tensor_cores_multiply_by_themselves(ElementType element, int launches)
    {
        var target = new DeviceTarget(SharedBytes, DeviceTarget.FewestOperands) { HasTensorCores = true };
        Assert.Equal(launches, Schedule(256, 32, 0, false, element, target).Kernels.Length);
    }

    [Fact]
    public void A_step_keeps_the_tables_that_gradients_of_keys_and_values_sum_over()
    {
        var program = Schedule(256, 32, 0, true);
        Assert.Equal(2, program.Buffers.Count(static buffer => buffer is { Placement: ArenaPlacement, Buffer.ElementCount: 4096 * 256 }));
        Assert.Equal(3, program.Kernels.Length);
    }

    [Fact]
    public void A_training_of_a_network_has_products_inside_launches()
    {
        using var cpu = new CpuBackend();
        var recorder = new ScheduleRecorder(cpu, SchedulingOptions.ForDevice(SharedBytes));
        new ScriptCheck(CheckSuites.Networks, "attention", 1e-2).Run(recorder, CheckExtent.Whole);
        var segments = recorder.Programs.SelectMany(static program => program.Kernels).OfType<FusedKernel>().SelectMany(static kernel => kernel.Segments);
        Assert.Contains(segments, static segment => segment.Members.Count(static member => member.Kernel is ContractionKernel) > 1);
    }

    private KernelProgram Schedule(int rows, int width, double dropped, bool hasGradient, ElementType element = ElementType.Float32, DeviceTarget? target = null)
    {
        var graph = AttentionGraphs.Of("attention", element, [4, 4, rows], rows, width, dropped, hasGradient);
        var program = Scheduler.Build(
            PassPipeline.Run(new CompileRequest(graph.Outputs, [], [])), SchedulingOptions.ForDevice(target ?? new DeviceTarget(SharedBytes, DeviceTarget.FewestOperands)));
        output.WriteLine(SchedulePrinter.Print(program));
        return program;
    }
}
