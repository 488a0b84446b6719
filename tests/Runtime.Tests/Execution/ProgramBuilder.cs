using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scripts;

namespace Dsl.Runtime.Tests.Execution;

/// <summary>Builds programs by hand, as the binder would, and runs them.</summary>
internal sealed class ProgramBuilder
{
    private readonly List<ScriptAction> actions = [];
    private int variables;

    public static SourceLocation Place { get; } = new(new SourceText("test.nn", "script"), new TextSpan(0, 6));

    public GraphBuilder Graph { get; } = new();

    public GraphInput Seed { get; } = new("seed", TensorType.Scalar(ElementType.Int));

    public GraphInput Counter { get; } = new("counter", TensorType.Scalar(ElementType.Int));

    public RecordedOutput Output { get; init; } = new();

    public string ScriptPath { get; init; } = "test.nn";

    public RunInterruption? Interruption { get; init; }

    public static TensorType Vector(Dimension size) => new(ElementType.Float32, new Shape([new Axis(size)]));

    public static TensorType Matrix(Dimension rows, Dimension columns) => new(ElementType.Float32, new Shape([new Axis(rows), new Axis(columns)]));

    public Node Number(double value) => Graph.CreateConstant(value, ElementType.Float32, Place);

    public Node Whole(long value) => Graph.CreateConstant(value, ElementType.Int, Place);

    public Node Literal(params double[] values) => Graph.CreateTyped(
        SourceOperators.Constant, [], new ConstantAttributes([.. values]), Vector(values.Length), Place);

    public Node Read(GraphInput input) => Graph.CreateInput(input, Place);

    public Node Read(Variable variable, int version = 0) => Graph.CreateVariable(variable, version, Place);

    public Variable Variable(TensorType type, VariableKind kind = VariableKind.Parameter) => new($"v{variables++}", type, kind, Place);

    public Node Random(Shape shape, long stream) => Graph.CreateTyped(
        RandomOperators.Random, [Read(Seed), Read(Counter)], new RandomAttributes(shape, stream), new TensorType(ElementType.Float32, shape), Place);

    public ProgramBuilder Do(ScriptAction action)
    {
        actions.Add(action);
        return this;
    }

    public ProgramBuilder Keep(params Node[] nodes) => Do(new ComputeAction(Place, [.. nodes]));

    public ProgramBuilder Assign(Variable variable, Node value) => Do(Assignment(variable, value));

    public ProgramBuilder Print(params Node[] nodes) => Do(Printing(nodes));

    public static AssignAction Assignment(Variable variable, Node value) => new(Place, [new VariableAssignment(variable, value)]);

    public static PrintAction Printing(params Node[] nodes) => new(Place, [.. nodes.Select(static n => new NodeValue(n))]);

    public static TextValue Text(string text) => new([new TextPart(text, null, null)]);

    public RunResult Run(IBackend? backend = null, long seed = 0) => ScriptRunner.Run(
        new ScriptProgram([.. actions], Seed, Counter),
        new RunOptions(backend ?? new ReferenceBackend(), Output, new FileSystemFileSource(null, null), ScriptPath, seed, Interruption));

    /// <summary>Runs to the end and gives what was printed.</summary>
    public string RunToEnd(IBackend? backend = null, long seed = 0)
    {
        var result = Run(backend, seed);
        Assert.Null(result.Fault);
        Assert.Equal(RunEnd.Completed, result.Reason);
        return Output.Text;
    }
}
