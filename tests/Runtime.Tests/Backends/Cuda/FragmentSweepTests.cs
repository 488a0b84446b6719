using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Attentions whose tables stay in registers as the fragments of tensor cores: compiled for the processor, they give the numbers of the reference, and wrong ones where fragments are exchanged.</summary>
public sealed class FragmentSweepTests
{
    [Theory]
    [InlineData(16, 64, 2)]
    [InlineData(64, 64, 2)]
    [InlineData(96, 32, 2)]
    [InlineData(128, 32, 1)]
    public void Pieces_stay_in_registers_where_these_suffice(int width, int piece, int gradients)
    {
        var graph = AttentionGraphs.Of("attention", ElementType.Float16, [4, 8, 1024], 1024, width, 0, hasGradient: true);
        var target = new DeviceTarget(48 * 1024, DeviceTarget.FewestOperands) { HasTensorCores = true };
        SweepKernel[] sweeps = [.. Scheduler.Build(PassPipeline.Run(graph.Request), SchedulingOptions.ForDevice(target)).Kernels.OfType<SweepKernel>()];
        Assert.Equal(1 + gradients, sweeps.Count(static sweep => sweep.Cut.HasFragments));
        Assert.Equal(piece, sweeps.First(static sweep => sweep.Cut.HasFragments).Cut.Width);
        Assert.All(sweeps.Where(static sweep => sweep.Cut.HasFragments), static sweep => Assert.True(FragmentPlan.Of(sweep)!.Fits(sweep.Cut)));
    }

    [Fact]
    public void What_two_products_read_comes_into_memory_once()
    {
        var graph = AttentionGraphs.Of("attention", ElementType.BFloat16, [4, 8, 1024], 1024, 64, 0, hasGradient: true);
        var target = new DeviceTarget(48 * 1024, DeviceTarget.FewestOperands) { HasTensorCores = true };
        var sweeps = Scheduler.Build(PassPipeline.Run(graph.Request), SchedulingOptions.ForDevice(target)).Kernels.OfType<SweepKernel>();
        Assert.All(sweeps, static sweep => Assert.Equal(2, Assert.Single(FragmentPlan.Of(sweep)!.Passes).Owners.Length));
    }

    [FactRequiringClang]
    public void Lines_that_have_no_room_in_registers_are_read_where_they_lie() =>
        Verify(AttentionGraphs.Of("attention, many elements", ElementType.Float16, [1, 1, 200], 200, 96, 0, hasGradient: true), static text => text);

    [FactRequiringClang]
    public void Lines_and_ways_of_any_length() =>
        Verify(AttentionGraphs.Of("attention, odd", ElementType.BFloat16, [1, 2, 83], 99, 20, 0.1, hasGradient: true), static text => text);

    [FactRequiringClang]
    public void A_warp_may_have_the_lines_of_two_fragments()
    {
        Verify(AttentionGraphs.Of("attention, tall warps", ElementType.Float16, [1, 2, 150], 200, 64, 0, hasGradient: false), static text => text, enoughGroups: 0);
        Verify(AttentionGraphs.Of("attention, tall warps", ElementType.BFloat16, [1, 2, 83], 99, 20, 0, hasGradient: true), static text => text, enoughGroups: 0);
    }

    [Theory]
    [InlineData(64, 1024, 0, 3, 64)]
    [InlineData(64, 1024, 0.1, 0, 64)]
    [InlineData(128, 1000, 0, 2, 32)]
    public void Warps_have_more_lines_where_registers_suffice(int width, int length, double dropped, int tall, int piece)
    {
        var graph = AttentionGraphs.Of("attention", ElementType.Float16, [8, 12, length], length, width, dropped, hasGradient: true);
        var target = new DeviceTarget(48 * 1024, DeviceTarget.FewestOperands) { HasTensorCores = true, SharedBytesOnRequest = 227 * 1024 };
        SweepKernel[] sweeps = [.. Scheduler.Build(PassPipeline.Run(graph.Request), SchedulingOptions.ForDevice(target)).Kernels.OfType<SweepKernel>()];
        Assert.Equal(3, sweeps.Count(static sweep => sweep.Cut.HasFragments));
        Assert.Equal(tall, sweeps.Count(static sweep => sweep.Cut.FragmentsOfWarp == 2));
        Assert.Equal(piece, sweeps[0].Cut.Width);
    }

    [FactRequiringClang]
    public void Fragments_of_other_lines_are_noticed()
    {
        (string Right, string Wrong)[] mistakes =
        [
            ("* step + 4 * below", "* step"),
            ("* 2 + sum % 4 / 2", "* 0 + sum % 4 / 2"),
            ("(kept0[4], kept0[5])", "(kept0[0], kept0[1])"),
        ];
        var graph = AttentionGraphs.Of("attention", ElementType.Float16, [1, 1, 80], 80, 16, 0, hasGradient: false);
        Assert.All(mistakes, mistake => Assert.Throws<CheckFailedException>(() => Verify(
            graph,
            text =>
            {
                Assert.Contains(mistake.Right, text, StringComparison.Ordinal);
                return text.Replace(mistake.Right, mistake.Wrong, StringComparison.Ordinal);
            },
            enoughGroups: 0)));
    }

    [FactRequiringClang]
    public void What_becomes_a_whole_number_is_divided_exactly()
    {
        var values = new RandomInputs(ElementType.Float16);
        var builder = values.Builder;
        var scores = builder.Cast(builder.MatrixProduct(values.Input([2, 80, 16]), builder.SwapLastAxes(values.Input([2, 80, 16]))), ElementType.Float32);
        var distance = builder.Cast(builder.Subtract(builder.Broadcast(builder.Range(80), scores.Shape), builder.Broadcast(builder.Unsqueeze(builder.Range(80), 1), scores.Shape)), ElementType.Float32);
        var thirds = builder.Create(FunctionOperators.Floor, builder.Divide(distance, builder.ConstantLike(distance, 3)));
        var weights = builder.Exp(builder.Divide(builder.Add(scores, thirds), builder.ConstantLike(scores, 16)));
        var graph = values.Graph("thirds", [builder.MatrixProduct(builder.Cast(weights, ElementType.Float16), values.Input([2, 80, 16]))]);
        Verify(graph, static text => text);
        Assert.Throws<CheckFailedException>(() => Verify(graph, static text => text.Replace("nn_divide_f32(", "nn_short_divide_f32(", StringComparison.Ordinal)));
    }

    [FactRequiringClang]
    public void Fragments_in_places_of_others_are_noticed()
    {
        (string Right, string Wrong)[] mistakes =
        [
            ("(kept0[0], kept0[1])", "(kept0[1], kept0[0])"),
            ("(kept0[2], kept0[3])", "(kept0[0], kept0[1])"),
            ("b + 2 * part", "b"),
            ("NN_LDMATRIX_X4_FROM(b", "NN_LDMATRIX_X4_TRANS_FROM(b"),
            ("NN_LDMATRIX_X4_FROM(left", "NN_LDMATRIX_X4_TRANS_FROM(left"),
            ("NN_ITEM % 4 * 2 + side", "NN_ITEM % 4 * 2 + 1 - side"),
            ("NN_ITEM % 32 / 4 + lower * 8", "NN_ITEM % 32 / 4 + (1 - lower) * 8"),
            ("(stage ^ 1)", "stage"),
            ("nn_shuffle_f32(part0[0], 2)", "nn_shuffle_f32(part0[0], 4)"),
            ("is_whole = ", "is_whole = 1 || "),
        ];
        var graph = AttentionGraphs.Of("attention", ElementType.Float16, [1, 1, 80], 80, 16, 0, hasGradient: false);
        Verify(graph, static text => text);
        Assert.All(mistakes, mistake => Assert.Throws<CheckFailedException>(() => Verify(graph, text =>
        {
            Assert.Contains(mistake.Right, text, StringComparison.Ordinal);
            return text.Replace(mistake.Right, mistake.Wrong, StringComparison.Ordinal);
        })));
    }

    private static void Verify(CheckedGraph graph, Func<string, string> instead, int enoughGroups = DeviceTarget.ManyGroups)
    {
        using var fake = new FakeCuda { RunsKernels = true, Instead = instead };
        using var backend = new DeviceBackend("cuda", FakeCuda.Context(fake, enoughGroups: enoughGroups));
        graph.Verify(backend);
        Assert.Equal(enoughGroups == 0, fake.Launches.Any(static launch => launch.Text.Contains("lower < 4", StringComparison.Ordinal)));
        Assert.Contains(fake.Launches, static launch => launch.Text.Contains("fragments", StringComparison.Ordinal));
    }
}
