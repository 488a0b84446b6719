using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends;

/// <summary>One training step of a network with one hidden layer: sigmoid, softmax cross entropy, plain gradient descent.</summary>
internal sealed class Perceptron : IDisposable
{
    private readonly List<Tensor> tensors = [];
    private readonly ICompiledProgram program;

    public Perceptron(IBackend backend, int batch, int width, int hidden, int classes)
    {
        var builder = new GraphBuilder();
        var x = Input(builder, "x", ElementType.Float32, batch, width);
        var labels = Input(builder, "labels", ElementType.Int, batch);
        var (w1, b1) = (Parameter(builder, "W1", width, hidden), Parameter(builder, "b1", hidden));
        var (w2, b2) = (Parameter(builder, "W2", hidden, classes), Parameter(builder, "b2", classes));
        var a = builder.Create(FunctionOperators.Sigmoid, Affine(builder, x.Node, w1.Node, b1.Node));
        var z = Affine(builder, a, w2.Node, b2.Node);
        var shifted = builder.Subtract(z, builder.Broadcast(builder.Create(ReductionOperators.Max, [z], new ReductionAttributes([1], true)), z.Shape));
        var normalizer = builder.Log(builder.Sum(builder.Exp(shifted), [1]));
        var chosen = builder.Create(IndexingOperators.Pick, shifted, labels.Node);
        var loss = builder.Divide(builder.Sum(builder.Subtract(normalizer, chosen), [0]), builder.CreateConstant(batch, ElementType.Float32));
        ImmutableArray<(Variable Variable, Node Node)> parameters = [w1, b1, w2, b2];
        var gradients = ReverseMode.Differentiate(builder, loss, [.. parameters.Select(static p => p.Node)]);
        Assert.Null(gradients.Failure);
        var updates = parameters.Select((p, i) => new VariableAssignment(
            p.Variable,
            builder.Subtract(p.Node, builder.Multiply(builder.ConstantLike(p.Node, 0.5), gradients.Gradients[i])))).ToImmutableArray();
        program = backend.Compile(new CompileRequest([loss], updates, []));
        var random = new Random(3);
        program.BindInput(x.Input, Fill(ElementType.Float32, [batch, width], _ => random.NextDouble()));
        program.BindInput(labels.Input, Fill(ElementType.Int, [batch], i => i % classes));
        foreach (var (variable, node) in parameters)
            program.BindVariable(variable, Fill(ElementType.Float32, node.Shape.ToConstant(), _ => (random.NextDouble() - 0.5) * 0.2));
    }

    /// <summary>What stopped the last run.</summary>
    public RuntimeFault? Fault { get; private set; }

    /// <summary>The classes of the rows.</summary>
    public Tensor Labels => tensors[1];

    /// <summary>The weights.</summary>
    public IReadOnlyList<Tensor> Weights => [.. tensors.Skip(2)];

    public ProgramStatistics Statistics => program.Statistics;

    public double Step()
    {
        Assert.Null(program.Run(CancellationToken.None));
        return program.Output(0).GetDouble(0);
    }

    public void RunOnly() => Fault = program.Run(CancellationToken.None);

    public void Dispose()
    {
        program.Dispose();
        foreach (var tensor in tensors)
            tensor.Dispose();
    }

    private static Node Affine(GraphBuilder builder, Node x, Node weights, Node bias)
    {
        var product = builder.MatrixProduct(x, weights);
        return builder.Add(product, builder.Broadcast(bias, product.Shape));
    }

    private static (GraphInput Input, Node Node) Input(GraphBuilder builder, string name, ElementType element, params int[] shape)
    {
        var input = new GraphInput(name, new TensorType(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)])));
        return (input, builder.CreateInput(input));
    }

    private static (Variable Variable, Node Node) Parameter(GraphBuilder builder, string name, params int[] shape)
    {
        var type = new TensorType(ElementType.Float32, Shape.Of([.. shape.Select(static size => (Axis)(long)size)]));
        var variable = new Variable(name, type, VariableKind.Parameter, null);
        return (variable, builder.CreateVariable(variable, 0));
    }

    private Tensor Fill(ElementType element, ImmutableArray<int> shape, Func<int, double> value)
    {
        var tensor = new Tensor(element, shape);
        for (var i = 0; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, value(i));
        tensors.Add(tensor);
        return tensor;
    }
}
