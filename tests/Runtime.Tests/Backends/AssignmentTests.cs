using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>All values are computed from the old values of variables, whatever is written in place.</summary>
public sealed class AssignmentTests
{
    private static readonly TensorType Type = TestGraph.Type(ElementType.Float64, 20);
    private readonly Variable first = new("first", Type, VariableKind.State, null);
    private readonly Variable second = new("second", Type, VariableKind.State, null);
    private readonly GraphBuilder builder = new();

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void Variables_are_exchanged(string backend)
    {
        var (a, b) = (builder.CreateVariable(first, 0), builder.CreateVariable(second, 0));
        Check(backend, [new(first, b), new(second, a)], [], static (x, y) => (y, x), static (_, _) => []);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void Each_new_value_reads_both_old_ones(string backend)
    {
        var (a, b) = (builder.CreateVariable(first, 0), builder.CreateVariable(second, 0));
        Check(
            backend,
            [new(first, builder.Add(a, b)), new(second, builder.Subtract(a, b))],
            [a, builder.Multiply(a, b)],
            static (x, y) => (x + y, x - y),
            static (x, y) => [x, x * y]);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void A_new_value_may_use_another_new_value(string backend)
    {
        var (a, b) = (builder.CreateVariable(first, 0), builder.CreateVariable(second, 0));
        var velocity = builder.Add(builder.Multiply(b, builder.ConstantLike(b, 0.9)), a);
        Check(
            backend,
            [new(first, builder.Subtract(a, velocity)), new(second, velocity)],
            [],
            static (x, y) => (x - ((0.9 * y) + x), (0.9 * y) + x),
            static (_, _) => []);
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void A_value_that_moves_elements_is_not_written_over_what_it_reads(string backend)
    {
        var a = builder.CreateVariable(first, 0);
        using var program = BackendRun.Compile(TestGraph.Backend(backend), [], [new(first, builder.ReverseAxis(a, 0))]);
        using var storage = Tensor.FromDoubles(ElementType.Float64, [20], [.. Enumerable.Range(0, 20).Select(static i => (double)i)]);
        program.BindVariable(first, storage);
        program.Run(CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => 19.0 - i), storage.ToDoubles());
    }

    [Theory]
    [MemberData(nameof(TestGraph.BackendNames), MemberType = typeof(TestGraph))]
    public void A_supplied_node_is_not_computed(string backend)
    {
        var a = builder.CreateVariable(first, 0);
        var middle = builder.Exp(a);
        var output = builder.Negate(middle);
        using var program = TestGraph.Backend(backend).Compile(new CompileRequest([output], [], [middle]));
        using var value = Tensor.FromDoubles(ElementType.Float64, [20], [.. Enumerable.Range(0, 20).Select(static i => (double)i)]);
        program.BindSupplied(middle, value);
        program.Run(CancellationToken.None);
        Assert.Equal(-7, program.Output(0).GetDouble(7));
    }

    private void Check(
        string backend,
        VariableAssignment[] assignments,
        Node[] outputs,
        Func<double, double, (double First, double Second)> expectedState,
        Func<double, double, double[]> expectedOutputs)
    {
        using var program = BackendRun.Compile(TestGraph.Backend(backend), [.. outputs], [.. assignments]);
        using var x = Tensor.FromDoubles(ElementType.Float64, [20], [.. Enumerable.Range(0, 20).Select(static i => i + 1.0)]);
        using var y = Tensor.FromDoubles(ElementType.Float64, [20], [.. Enumerable.Range(0, 20).Select(static i => 0.5 * i)]);
        program.BindVariable(first, x);
        program.BindVariable(second, y);
        for (var run = 0; run < 2; run++)
        {
            var (before, other) = (x.GetDouble(3), y.GetDouble(3));
            Assert.Null(program.Run(CancellationToken.None));
            var (newFirst, newSecond) = expectedState(before, other);
            Assert.Equal(newFirst, x.GetDouble(3), 12);
            Assert.Equal(newSecond, y.GetDouble(3), 12);
            var values = expectedOutputs(before, other);
            for (var i = 0; i < values.Length; i++)
                Assert.Equal(values[i], program.Output(i).GetDouble(3), 12);
        }
    }
}
