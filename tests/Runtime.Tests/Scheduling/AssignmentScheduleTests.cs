using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Backends;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Variables that a program writes in place: who needs an old value reads it before, and a fault changes nothing.</summary>
public sealed class AssignmentScheduleTests
{
    private readonly TestGraph graph = new();

    [Fact]
    public void An_operand_is_packed_before_its_variable_changes()
    {
        var (a, b) = (Variable("a", 256, 512), Variable("b", 256, 256));
        var next = Scaled(a.Node, 0.5);
        var product = graph.Builder.MatrixProduct(graph.Builder.Create(FunctionOperators.Tanh, next), graph.Builder.SwapLastAxes(a.Node));
        CheckStep([], [new(a.Variable, next), new(b.Variable, graph.Builder.Subtract(b.Node, product))]);
    }

    [Fact]
    public void Nothing_is_computed_again_from_a_variable_that_has_changed()
    {
        var (a, b) = (Variable("a", 2, 512), Variable("b", 512, 512));
        var product = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 512, 2), a.Node);
        var total = graph.Builder.Sum(product, [0, 1]);
        var change = graph.Builder.Multiply(product, graph.Builder.Broadcast(total, product.Shape));
        CheckStep([total], [new(a.Variable, Scaled(a.Node, 0.5)), new(b.Variable, graph.Builder.Subtract(b.Node, change))]);
    }

    [Fact]
    public void A_fault_leaves_every_variable_as_it_was()
    {
        var a = Variable("a", 256, 256);
        var hidden = graph.Builder.Create(FunctionOperators.Tanh, graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 256), graph.Spread(ElementType.Float32, 256, 256)));
        var scores = graph.Builder.MatrixProduct(graph.Spread(ElementType.Float32, 256, 256), hidden);
        var labels = graph.Input(ElementType.Int, [256], [.. Enumerable.Range(0, 256).Select(static i => i == 200 ? 256.0 : i)]);
        var loss = graph.Builder.Sum(graph.Builder.Create(IndexingOperators.Pick, scores, labels), [0]);
        using var backend = new CpuBackend(new CpuOptions(2));
        using var program = Compile(backend, [loss], [new(a.Variable, graph.Builder.Subtract(a.Node, hidden))], out var values);
        Assert.NotNull(program.Run(CancellationToken.None));
        Assert.Equal(Values(a.Variable), ToDoubles(values[0]));
    }

    /// <summary>The step has the same results as one kernel for each operation.</summary>
    private void CheckStep(ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments)
    {
        using var backend = new CpuBackend(new CpuOptions(2));
        using var program = Compile(backend, outputs, assignments, out var values);
        using var reference = Compile(new ReferenceBackend(), outputs, assignments, out var expected);
        program.Run(CancellationToken.None);
        reference.Run(CancellationToken.None);
        for (var i = 0; i < values.Length; i++)
        {
            var (actual, wanted) = (ToDoubles(values[i]), ToDoubles(expected[i]));
            var scale = wanted.Max(Math.Abs) + 1;
            for (var k = 0; k < actual.Length; k++)
                Assert.Equal(wanted[k], actual[k], 1e-3 * scale);
        }
    }

    private ICompiledProgram Compile(IBackend backend, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments, out Tensor[] values)
    {
        var program = backend.Compile(new CompileRequest(outputs, assignments, []));
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        values = [.. assignments.Select(static a => Tensor.FromDoubles(ElementType.Float32, a.Variable.Type.Shape.ToConstant(), Values(a.Variable)))];
        for (var i = 0; i < values.Length; i++)
            program.BindVariable(assignments[i].Variable, values[i]);
        return program;
    }

    private static double[] Values(Variable variable) =>
        [.. Enumerable.Range(0, variable.Type.Shape.ToConstant().Aggregate(1, static (product, size) => product * size)).Select(static i => (i % 17) / 16.0)];

    private static double[] ToDoubles(Tensor tensor) => [.. Enumerable.Range(0, (int)tensor.ElementCount).Select(i => tensor.GetDouble(i))];

    private Node Scaled(Node node, double factor) => graph.Builder.Multiply(node, graph.Builder.ConstantLike(node, factor));

    private (Variable Variable, Node Node) Variable(string name, params int[] shape)
    {
        var variable = new Variable(name, TestGraph.Type(ElementType.Float32, shape), VariableKind.Parameter, null);
        return (variable, graph.Builder.CreateVariable(variable, 0));
    }
}
