using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>The walk itself: paths, sharing, nesting, failures.</summary>
public sealed class ReverseModeTests
{
    private readonly GraphBuilder builder = new();

    [Fact]
    public void TheExampleOfTheLanguagePage()
    {
        var (a, b, d, e) = (Constant(3), Constant(3), Constant(12), Constant(3));
        var c = builder.Multiply(a, b);
        var z = builder.Multiply(c, builder.Add(d, e));
        var result = ReverseMode.Differentiate(builder, z, [a, c, e]);
        Assert.Equal([45, 15, 9], result.Gradients.Select(static g => GraphEvaluator.Evaluate(g).Scalar));
    }

    [Fact]
    public void ATargetThatIsNotReachedHasZeros()
    {
        var (a, b) = (Constant(2), Constant(3));
        var result = ReverseMode.Differentiate(builder, builder.Multiply(a, a), [b]);
        Assert.Equal(0, GraphEvaluator.Evaluate(result.Gradients[0]).Scalar);
    }

    [Fact]
    public void ReadsOfOneVariableByDifferentNodesAddUp()
    {
        var input = new GraphInput("x", TensorType.Scalar(ElementType.Float64));
        var y = builder.Multiply(builder.CreateInput(input), builder.CreateInput(input));
        var result = ReverseMode.Differentiate(builder, y, [builder.CreateInput(input)]);
        Assert.Equal(10, GraphEvaluator.Evaluate(result.Gradients[0], Value(input, 5)).Scalar);
    }

    [Fact]
    public void StoppedGradientsAndStepsGiveZero()
    {
        var a = Constant(2.5);
        var stopped = builder.Create(FunctionOperators.StopGradient, a);
        var y = builder.Add(builder.Multiply(a, stopped), builder.Create(FunctionOperators.Floor, a));
        var result = ReverseMode.Differentiate(builder, y, [a]);
        Assert.Equal(2.5, GraphEvaluator.Evaluate(result.Gradients[0]).Scalar);
    }

    [Fact]
    public void DerivativesNestToAnyOrder()
    {
        // x^5 has the derivatives 5 x^4, 20 x^3, 60 x^2, 120 x, 120.
        var input = new GraphInput("x", TensorType.Scalar(ElementType.Float64));
        var x = builder.CreateInput(input);
        var y = builder.Power(x, Constant(5));
        foreach (var expected in (double[])[80, 160, 240, 240, 120, 0])
        {
            y = ReverseMode.Differentiate(builder, y, [x]).Gradients[0];
            Assert.Equal(expected, GraphEvaluator.Evaluate(y, Value(input, 2)).Scalar, 9);
        }
    }

    [Fact]
    public void AnOperatorWithoutAGradientOnThePathIsReportedWithItsReason()
    {
        var rough = new Operator
        {
            Name = "rough",
            Summary = "Has no gradient.",
            IsCallable = false,
            Infer = static context => context.Inputs[0],
            Gradient = new NotDifferentiableRule("it is rough"),
            Lowering = new ElementLowering(static (context, indices) => context.Input(0, indices)),
            Cost = static _ => Dimension.Zero,
        };
        var (a, b) = (Constant(1), Constant(2));
        var bad = builder.Create(rough, a);
        var y = builder.Multiply(bad, b);
        var failure = ReverseMode.Differentiate(builder, y, [a]).Failure;
        Assert.Equal((bad, "it is rough"), (failure!.Node, failure.Reason));

        // Off the path it does not matter.
        Assert.Null(ReverseMode.Differentiate(builder, y, [b]).Failure);
    }

    [Fact]
    public void OnlyFloatScalarsHaveGradientsByFloats()
    {
        var vector = builder.Filled(new TensorType(ElementType.Float64, Shape.Of(2)), 1);
        var whole = builder.CreateConstant(3, ElementType.Int);
        var number = Constant(1);
        Assert.Contains("[2]", ReverseMode.Differentiate(builder, vector, [vector]).Failure!.Reason, StringComparison.Ordinal);
        Assert.Contains("int", ReverseMode.Differentiate(builder, whole, [number]).Failure!.Reason, StringComparison.Ordinal);
        Assert.Contains("int", ReverseMode.Differentiate(builder, number, [whole]).Failure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void NoGradientFlowsThroughWholeNumbers()
    {
        var a = Constant(2.5);
        var y = builder.Multiply(a, builder.Cast(builder.Cast(a, ElementType.Int), ElementType.Float64));
        var result = ReverseMode.Differentiate(builder, y, [a]);
        Assert.Equal(2, GraphEvaluator.Evaluate(result.Gradients[0]).Scalar);
    }

    [Fact]
    public void AChainOfAHundredThousandOperationsIsDifferentiatedSpecialisedAndPrinted()
    {
        var input = new GraphInput("x", TensorType.Scalar(ElementType.Float64));
        var x = builder.CreateInput(input);
        var y = x;
        for (var i = 0; i < 100_000; i++)
            y = builder.Negate(y);
        var result = ReverseMode.Differentiate(builder, y, [x]);
        Assert.Equal(1, GraphEvaluator.Evaluate(result.Gradients[0], Value(input, 3)).Scalar);
        Assert.Empty(GraphVerifier.Verify(result.Gradients, DimensionFacts.None));
        var specialised = GraphSpecializer.Specialize([y], new Dictionary<DimensionSymbol, Dimension>());
        Assert.Equal(100_002, GraphPrinter.Print(specialised.Outputs).AsSpan().TrimEnd().Count('\n') + 1);
    }

    [Fact]
    public void GradientsStandAtThePlaceOfTheForwardOperation()
    {
        var source = new Text.SourceText("test.nn", "y = x * x");
        var location = new Text.SourceLocation(source, new Text.TextSpan(4, 5));
        var x = Constant(2);
        var y = builder.Create(ArithmeticOperators.Multiply, [x, x], null, location);
        var gradient = ReverseMode.Differentiate(builder, y, [x]).Gradients[0];
        Assert.Equal(location, gradient.Location);
        Assert.Null(builder.DefaultLocation);
    }

    [Fact]
    public void SymbolicShapesAreKept()
    {
        var batch = Dimension.Of(new DimensionSymbol("batch", DimensionSymbolKind.Rigid));
        var x = builder.CreateInput(new GraphInput("x", new TensorType(ElementType.Float32, Shape.Of(batch, 4))));
        var w = builder.CreateInput(new GraphInput("w", new TensorType(ElementType.Float32, Shape.Of(4, 3))));
        var b = builder.CreateInput(new GraphInput("b", new TensorType(ElementType.Float32, Shape.Of(3))));
        var y = builder.Add(builder.MatrixProduct(x, w), builder.Broadcast(b, Shape.Of(batch, 3)));
        var result = ReverseMode.Differentiate(builder, builder.Sum(y, [0, 1]), [x, w, b]);
        Assert.Equal([x.Type, w.Type, b.Type], result.Gradients.Select(static g => g.Type));
    }

    private static Dictionary<GraphInput, TestTensor> Value(GraphInput input, double value) => new() { [input] = new TestTensor([], [value]) };

    private Node Constant(double value) => builder.CreateConstant(value, ElementType.Float64);
}
