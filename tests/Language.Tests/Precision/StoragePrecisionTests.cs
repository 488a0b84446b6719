using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Precision;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Precision;

/// <summary>What becomes of operations where values are stored in 16 bits.</summary>
public sealed class StoragePrecisionTests
{
    private readonly GraphBuilder builder = new();

    [Theory]
    [InlineData(PrecisionRole.Product, "contract", "matmul")]
    [InlineData(PrecisionRole.Wide, "sum", "product", "cumulative_sum", "exp", "log", "log1p", "expm1", "sqrt", "power", "solve", "scatter_add", "overlap_add")]
    [InlineData(PrecisionRole.Quotient, "divide")]
    public void OnlyTheseOperatorsDoNotFollowTheirInputs(PrecisionRole role, params string[] names) =>
        Assert.Equal(names.Order(), OperatorCatalog.All.Where(o => o.Precision == role).Select(static o => o.Name).Order());

    [Fact]
    public void AProductIsStoredInSixteenBitsAndWhatFollowsToo()
    {
        var product = builder.MatrixProduct(Input(4, 3), Weight(3, 2));
        var shifted = Assert.Single(Apply(ElementType.Float16, builder.Add(product, builder.Broadcast(Weight(2), product.Shape))));
        Assert.Equal(ElementType.Float32, shifted.Element);
        Assert.Equal(ElementType.Float16, Only(shifted, ContractionOperators.Contract).Element);
        Assert.Equal(ElementType.Float16, Only(shifted, ArithmeticOperators.Add).Element);
    }

    [Fact]
    public void SumsAndExponentialsAreWide()
    {
        var product = builder.MatrixProduct(Input(4, 3), Weight(3, 2));
        var result = Assert.Single(Apply(ElementType.BFloat16, builder.Sum(builder.Exp(product), [0, 1])));
        Assert.Equal(ElementType.Float32, Only(result, FunctionOperators.Exp).Element);
        Assert.Equal(ElementType.Float32, Only(result, ReductionOperators.Sum).Element);
        Assert.Equal(ElementType.BFloat16, Only(result, ContractionOperators.Contract).Element);
    }

    [Fact]
    public void TermsOfASumOfProductsAreNotRounded()
    {
        var product = builder.MatrixProduct(Input(4, 3), Weight(3, 2));
        var result = Assert.Single(Apply(ElementType.Float16, builder.Sum(builder.Multiply(product, product), [0])));
        Assert.Equal(ElementType.Float32, Only(result, ArithmeticOperators.Multiply).Element);
    }

    [Theory]
    [InlineData(1e-9, ElementType.Float32)]
    [InlineData(-1e9, ElementType.Float32)]
    [InlineData(0.5, ElementType.Float16)]
    [InlineData(double.NegativeInfinity, ElementType.Float16)]
    public void ALiteralThatSixteenBitsCannotHoldMakesTheOperationWide(double literal, ElementType expected)
    {
        var product = builder.MatrixProduct(Input(4, 3), Weight(3, 2));
        var result = Assert.Single(Apply(ElementType.Float16, builder.Add(product, builder.ConstantLike(product, literal))));
        Assert.Equal(expected, Only(result, ArithmeticOperators.Add).Element);
    }

    [Fact]
    public void AReciprocalIsWideAndAQuotientIsNot()
    {
        var product = builder.MatrixProduct(Input(4, 3), Weight(3, 2));
        var two = builder.ConstantLike(product, 2);
        var results = Apply(ElementType.Float16, builder.Divide(two, product), builder.Divide(product, two));
        Assert.Equal(ElementType.Float32, Only(results[0], ArithmeticOperators.Divide).Element);
        Assert.Equal(ElementType.Float16, Only(results[1], ArithmeticOperators.Divide).Element);
    }

    [Fact]
    public void WhatARecurrenceCarriesStaysWide()
    {
        var type = new TensorType(ElementType.Float32, Shape.Of(4, 3));
        var (carry, weight, index) = (new GraphInput("h", type), new GraphInput("W", new TensorType(ElementType.Float32, Shape.Of(3, 3))), new GraphInput("t", TensorType.Scalar(ElementType.Int)));
        var next = builder.Create(FunctionOperators.Tanh, builder.MatrixProduct(builder.CreateInput(carry), builder.CreateInput(weight)));
        var body = new ScanBody(index, [carry], [], [weight], [next], [next]);
        var scan = builder.CreateScan(body, 5, reverse: false, [Input(4, 3), Weight(3, 3)]);
        var results = Apply(ElementType.Float16, builder.CreateScanResult(scan, 0), builder.Negate(builder.CreateScanResult(scan, 1)));
        Assert.Empty(GraphVerifier.Verify(results, DimensionFacts.None));
        var changed = Only(results[0], SourceOperators.Scan).AttributesAs<ScanAttributes>().Body;
        Assert.Equal(ElementType.Float32, changed.Carries[0].Type.Element);
        Assert.Equal(ElementType.Float32, changed.CarryResults[0].Element);
        Assert.Equal(ElementType.Float16, changed.Outputs[0].Element);
    }

    [Fact]
    public void OtherPrecisionsChangeNothing()
    {
        var product = builder.MatrixProduct(Input(4, 3), Weight(3, 2));
        Assert.Same(product, Assert.Single(Apply(ElementType.Float32, product)));
    }

    private ImmutableArray<Node> Apply(ElementType storage, params ReadOnlySpan<Node> outputs)
    {
        var results = StoragePrecision.Apply(builder, [.. outputs], storage);
        Assert.Empty(GraphVerifier.Verify(results, DimensionFacts.None));
        return results;
    }

    private static Node Only(Node result, Operator @operator) => Assert.Single(GraphTraversal.TopologicalOrder([result]), node => node.Operator == @operator);

    private Node Input(params ReadOnlySpan<Axis> shape) => builder.CreateInput(new GraphInput("x", new TensorType(ElementType.Float32, Shape.Of(shape))));

    private Node Weight(params ReadOnlySpan<Axis> shape) =>
        builder.CreateVariable(new Variable("W", new TensorType(ElementType.Float32, Shape.Of(shape)), VariableKind.Parameter, null), 0);
}
