using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Tables that are stored because computing them again would give something else, and launches that stay apart.</summary>
public sealed class SweepTests
{
    [Theory]
    [InlineData("a table, keys that heads share", 0)]
    [InlineData("a table, values of every place", 0)]
    [InlineData("a table, a product that its own lines read", 2)]
    [InlineData("tables, each with a result that the other reads", 3)]
    public void Results_share_a_launch_only_where_all_of_it_can_be_computed_at_once(string name, int sweeps) =>
        Assert.Equal(sweeps, Schedule(new CompileRequest(Assert.Single(TableGraphs.Of(name)).Outputs, [], [])).Kernels.Count(static kernel => kernel is SweepKernel));

    [Theory]
    [InlineData("a table, exponentials below the greatest value", new[] { 1 })]
    [InlineData("a table, a sum before the greatest value", new[] { 1 })]
    [InlineData("a table, a sum beside the exponentials", new[] { 1 })]
    [InlineData("a table, exponentials left out of lines of minus infinity", new[] { 1 })]
    [InlineData("a table, exponentials of something else", new[] { 2 })]
    [InlineData("a table, weights that are no multiples", new[] { 2 })]
    public void Exponentials_are_summed_while_the_greatest_value_is_found_where_that_is_the_same(string name, int[] passes) =>
        Assert.Equal(passes, Schedule(new CompileRequest(Assert.Single(TableGraphs.Of(name)).Outputs, [], [])).Kernels.OfType<SweepKernel>().Select(static sweep => sweep.Passes.Length));

    [Fact]
    public void Pieces_that_are_seen_as_something_else_are_computed() =>
        Assert.All(Schedule(new CompileRequest(Assert.Single(TableGraphs.Of("a table, another value where it is hidden")).Outputs, [], [])).Kernels.OfType<SweepKernel>(), static sweep => Assert.Null(sweep.Passes[0].Mask));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_table_is_not_computed_again_from_a_variable_that_has_changed(bool readsNewValue, int sweeps)
    {
        var values = new RandomInputs(ElementType.Float32);
        var builder = values.Builder;
        var variable = new Variable("w", new TensorType(ElementType.Float32, Shape.Of(60, 4)), VariableKind.Parameter, null);
        var old = builder.CreateVariable(variable, 0);
        var table = builder.Create(FunctionOperators.Tanh, builder.MatrixProduct(values.Input([70, 4]), builder.SwapLastAxes(old)));
        var next = builder.Multiply(old, builder.ConstantLike(old, 0.5));
        var program = Schedule(new CompileRequest([builder.MatrixProduct(table, readsNewValue ? next : old)], [new VariableAssignment(variable, next)], []));
        Assert.Equal(sweeps, program.Kernels.Count(static kernel => kernel is SweepKernel));
    }

    [Fact]
    public void What_is_taken_together_never_waits_for_itself()
    {
        var (a, b) = (new TensorBuffer("a", ElementType.Float32, []), new TensorBuffer("b", ElementType.Float32, []));
        var graph = new KernelGraph([([], [a]), ([a], []), ([], [b]), ([b], [])], static buffer => buffer);
        Assert.True(graph.MayJoin(3, 0));
        graph.Join(3, 0);
        Assert.False(graph.MayJoin(2, 1));
        Assert.Equal([2, 0, 3, 1], graph.InOrder().SelectMany(static together => together.Order()));
    }

    private static KernelProgram Schedule(CompileRequest request) =>
        Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.ForDevice(new DeviceTarget(48 * 1024, DeviceTarget.FewestOperands)));
}
