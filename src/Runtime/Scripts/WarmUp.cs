using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Scripts;

/// <summary>
/// Small computations that nobody asked for. The first of a process waits for the runtime to load every class between a graph and its kernels; on a thread of its
/// own, while the script is still being read and checked, that costs no time. Nothing of it is shared with the script's own computations but loaded code.
/// </summary>
public sealed class WarmUp
{
    private const int Rows = 6;

    private volatile bool leavesOutTraining;

    internal WarmUp()
    {
    }

    /// <summary>Begins in the background, where a processor is free for it.</summary>
    /// <returns>What has begun; null when nothing has.</returns>
    public static WarmUp? Start()
    {
        if (Environment.ProcessorCount < 2)
            return null;
        var warmUp = new WarmUp();
        new Thread(warmUp.RunQuietly) { IsBackground = true, Name = "warm-up" }.Start();
        return warmUp;
    }

    /// <summary>Leaves out what the script can have no use for: a process does not end before a thread that computes has noticed, which may take milliseconds.</summary>
    /// <param name="script">The text of the script as bytes.</param>
    public void Expect(ReadOnlySpan<byte> script) => leavesOutTraining = script.IndexOf("train"u8) < 0;

    /// <summary>
    /// A sum, which is evaluated; then what leads to weights at random, a training step of a small network, and its accuracy: what most scripts need, in the order in
    /// which they do. For the training no machine code is made, since that of the script's own will be another.
    /// </summary>
    /// <returns>Null, or why it ended early: what stops it stops the script as well, whose own thread says so.</returns>
    internal Diagnostic? Run()
    {
        var builder = new GraphBuilder { DefaultLocation = Nowhere() };
        using var backend = new CpuBackend(new CpuOptions(Threads: 1) { CompilesWhenCalled = true, EvaluatesSmall = true });
        using var environment = new ExecutionEnvironment();
        return Run(backend, environment, [SumOfSquares(builder)], []) ?? (leavesOutTraining ? null : Train(backend, environment, builder));
    }

    private void RunQuietly()
    {
        try
        {
            Run();
        }
        catch (Exception)
        {
            // What only saves time must not end a run. Whatever it is, the script's own thread meets it too where it matters, and says so; Run is tested by itself.
        }
    }

    private static Node SumOfSquares(GraphBuilder builder)
    {
        var numbers = builder.CreateTyped(
            SourceOperators.Constant, [], new ConstantAttributes([1, 2, 3]), new TensorType(ElementType.Float32, Shape.Of(3)), builder.DefaultLocation);
        var squares = builder.Add(builder.Multiply(numbers, numbers), builder.Filled(numbers.Type, 1));
        return builder.Sum(squares, [0]);
    }

    private static Diagnostic? Train(CpuBackend backend, ExecutionEnvironment environment, GraphBuilder builder)
    {
        var batch = new DimensionSymbol("batch", DimensionSymbolKind.RunTime);
        environment.SetSize(batch, Rows);
        var features = new GraphInput("x", new TensorType(ElementType.Float32, Shape.Of(Dimension.Of(batch), 4)));
        var classes = new GraphInput("y", new TensorType(ElementType.Int, Shape.Of(Dimension.Of(batch))));
        var counter = new GraphInput("counter", TensorType.Scalar(ElementType.Int));
        environment.InputStorage(features, [Rows, 4]);
        environment.InputStorage(classes, [Rows]);
        environment.SetScalar(counter, 0);

        Variable[] weights = [Weight("W", 4, 16), Weight("b", 16), Weight("V", 16, 3), Weight("c", 3)];
        var count = builder.CreateInput(counter);
        var start = Run(backend, environment, [], [.. weights.Select((weight, i) => new VariableAssignment(
            weight, weight.Type.Rank == 1 ? builder.Filled(weight.Type, 0) : NormalSample(builder, weight.Type, count, 2 * i)))]);
        if (start is not null)
            return start;

        var (x, y) = (builder.CreateInput(features), builder.CreateInput(classes));
        var read = weights.Select(weight => builder.CreateVariable(weight, 0)).ToImmutableArray();
        var scores = Dense(builder, Rectify(builder, Dense(builder, x, read[0], read[1])), read[2], read[3]);
        var loss = builder.Negate(Mean(builder, builder.Create(IndexingOperators.Pick, LogarithmOfSoftmax(builder, scores), y)));
        var gradients = ReverseMode.Differentiate(builder, loss, read).Gradients;
        var step = Prepare(backend, environment, runsOnce: false, [loss], [.. weights.Select((weight, i) => new VariableAssignment(
            weight, builder.Subtract(read[i], builder.Multiply(gradients[i], builder.Filled(weight.Type, 0.1)))))]);

        var found = builder.Create(ReductionOperators.ArgMax, [scores], new ReductionAttributes([1], Keep: false));
        return step ?? Prepare(backend, environment, runsOnce: true, [Mean(builder, builder.Cast(builder.Equal(found, y), ElementType.Float32))], []);
    }

    private static Variable Weight(string name, params ReadOnlySpan<long> sizes)
    {
        var axes = ImmutableArray.CreateBuilder<Axis>(sizes.Length);
        foreach (var size in sizes)
            axes.Add(size);
        return new Variable(name, new TensorType(ElementType.Float32, new Shape(axes.MoveToImmutable())), VariableKind.Parameter, null);
    }

    /// <summary>As the library draws it for the weights of a layer.</summary>
    private static Node NormalSample(GraphBuilder builder, TensorType type, Node count, int stream)
    {
        var radius = builder.Multiply(builder.Log(builder.Subtract(builder.Filled(type, 1), Uniform(stream))), builder.Filled(type, -2));
        var turn = builder.Multiply(Uniform(stream + 1), builder.Filled(type, double.Tau));
        return builder.Multiply(builder.Create(FunctionOperators.Sqrt, radius), builder.Create(FunctionOperators.Cos, turn));

        Node Uniform(int of) => builder.Create(RandomOperators.Random, [count, count], new RandomAttributes(type.Shape, of));
    }

    private static Node Dense(GraphBuilder builder, Node x, Node weight, Node shift)
    {
        var product = builder.Contract(x, weight, new ContractionAttributes([], [new AxisPair(1, 0)]));
        return builder.Add(product, builder.Broadcast(shift, product.Shape));
    }

    private static Node Rectify(GraphBuilder builder, Node x)
    {
        var zeros = builder.ZerosLike(x);
        return builder.Where(builder.Create(ComparisonOperators.LessEqual, x, zeros), zeros, x);
    }

    private static Node LogarithmOfSoftmax(GraphBuilder builder, Node scores)
    {
        var largest = builder.Create(FunctionOperators.StopGradient, builder.Create(ReductionOperators.Max, [scores], new ReductionAttributes([1], Keep: true)));
        var shifted = builder.Subtract(scores, builder.Broadcast(largest, scores.Shape));
        return builder.Subtract(shifted, builder.Broadcast(builder.Log(builder.Sum(builder.Exp(shifted), [1], keep: true)), scores.Shape));
    }

    private static Node Mean(GraphBuilder builder, Node values) =>
        builder.Divide(builder.Sum(values, [0]), builder.Cast(builder.CreateSize(values.Shape[0].Size), ElementType.Float32));

    private static Diagnostic? Run(CpuBackend backend, ExecutionEnvironment environment, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments)
    {
        using var computation = new Computation(backend, environment, Nowhere(), outputs, assignments) { RunsOnce = true };
        return computation.Run(CancellationToken.None);
    }

    private static Diagnostic? Prepare(
        CpuBackend backend, ExecutionEnvironment environment, bool runsOnce, ImmutableArray<Node> outputs, ImmutableArray<VariableAssignment> assignments)
    {
        using var computation = new Computation(backend, environment, Nowhere(), outputs, assignments) { RunsOnce = runsOnce };
        return computation.Prepare();
    }

    private static SourceLocation Nowhere() => new(new SourceText("warm-up", string.Empty), new TextSpan(0, 0));
}
