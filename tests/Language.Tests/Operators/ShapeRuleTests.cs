using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Operators;

/// <summary>Shapes of results, and mistakes as data.</summary>
public sealed class ShapeRuleTests
{
    private static readonly Dimension Batch = Named("batch");
    private static readonly Dimension Time = Named("T");
    private static readonly Dimension Width = Named("C");

    [Fact]
    public void ResultsHaveTheShapesOneExpects()
    {
        Is("[batch, 3]", ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(2, 2), Float(Batch, 4), Float(4, 3));
        Is("[batch, T, T]", ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(3, 3), Float(Batch, Time, Width), Float(Batch, Width, Time));
        Is("[batch, T]", ReductionOperators.Sum, new ReductionAttributes([2], false), Float(Batch, Time, Width));
        Is("[batch, 1, C]", ReductionOperators.Max, new ReductionAttributes([1], true), Float(Batch, Time, Width));
        Is("int[batch]", ReductionOperators.ArgMax, new ReductionAttributes([1], false), Float(Batch, 3));
        Is("[batch*T, C]", MovementOperators.Reshape, new ShapeAttributes(Shape.Of(Batch * Time, Width)), Float(Batch, Time, Width));
        Is("[C, batch]", MovementOperators.Transpose, new PermutationAttributes([1, 0]), Float(Batch, Width));
        Is("[T + 3]", MovementOperators.Pad, new PadAttributes(0, 1, 2, 0), Float(Time));
        Is("[T - 1]", MovementOperators.Slice, new SliceAttributes(0, 1, Time, 1), Float(Time));
        Is("[3]", MovementOperators.Slice, new SliceAttributes(0, 0, 5, 2), Float(5));
        Is("[batch + T, 2]", MovementOperators.Concatenate, new AxisAttributes(0), Float(Batch, 2), Float(Time, 2));
        Is("[3, 3, 2]", WindowOperators.Window, new WindowAttributes(0, 3, 2, 1), Float(8, 2));
        Is("[T - 2, 3]", WindowOperators.Window, new WindowAttributes(0, 3, 1, 1), Float(Time));
        Is("[batch, T, C]", IndexingOperators.Gather, OperatorAttributes.None, Float(50, Width), Int(Batch, Time));
        Is("[batch]", IndexingOperators.Pick, OperatorAttributes.None, Float(Batch, 10), Int(Batch));
        Is("[batch, 10]", IndexingOperators.OneHot, new SizeAttributes(10), Int(Batch));
        Is("int[T]", IndexingOperators.Range, new SizeAttributes(Time));
        Is("bool[batch]", ComparisonOperators.Less, OperatorAttributes.None, Float(Batch), Float(Batch));
        Is("f16[batch]", ConversionOperators.Cast, new CastAttributes(ElementType.Float16), Float(Batch));
        Is("[T, 2]", LinearAlgebraOperators.Solve, OperatorAttributes.None, Float(Time, Time), Float(Time, 2));
    }

    [Fact]
    public void ANameIsTakenFromWhicheverInputKnowsIt()
    {
        var named = new TensorType(ElementType.Float32, Shape.Of(new Axis(16, "hidden")));
        Is("[hidden=16]", ArithmeticOperators.Add, OperatorAttributes.None, Float(16), named);
    }

    [Fact]
    public void AMatrixProductNamesTheInnerSizes()
    {
        var failure = Fails("NN3001", ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(3, 3), Float(Batch, Time, Width), Float(Batch, Time, Width));
        Assert.Equal("`@` needs the last dimension of {0} (C) to equal the second last of {1} (T)", failure.Message);
        Assert.Equal([(0, 2), (1, 1)], failure.Axes.AsEnumerable());
        Assert.Null(DimensionFacts.None.AreEqual(failure.Conflict!.Value.Left, failure.Conflict.Value.Right));
    }

    [Fact]
    public void AReshapeExplainsItsNumbers()
    {
        var failure = Fails("NN3002", MovementOperators.Reshape, new ShapeAttributes(Shape.Of(Batch, 8, 8)), Float(Batch, 3, 28, 28));
        Assert.Contains("2352 = 2^4 * 3 * 7^2, but 64 = 2^6", failure.Notes);
        var fits = Fails("NN3002", MovementOperators.Reshape, new ShapeAttributes(Shape.Of(Batch, 16, 8)), Float(Batch, 28, 28));
        Assert.Contains("with the other sizes as they are, the last one has to be 49: [batch, 16, 49]", fits.Notes);
    }

    [Fact]
    public void EveryOtherMistakeHasItsCode()
    {
        Fails("NN3003", ArithmeticOperators.Add, OperatorAttributes.None, Float(3), Float(4));
        Fails("NN3003", MovementOperators.Broadcast, new ShapeAttributes(Shape.Of(2, 4)), Float(3));
        Fails("NN3003", IndexingOperators.Pick, OperatorAttributes.None, Float(3, 10), Int(4));
        Fails("NN3005", ReductionOperators.Sum, new ReductionAttributes([2], false), Float(3, 4));
        Fails("NN3005", MovementOperators.Unsqueeze, new AxisAttributes(4), Float(3));
        Fails("NN3005", ReductionOperators.CumulativeSum, new AxisAttributes(0), Float());
        Fails("NN3006", MovementOperators.Concatenate, new AxisAttributes(0), Float(2, 3), Float(4, 5));
        Fails("NN3006", MovementOperators.Concatenate, new AxisAttributes(0), Float(2, 3), Float(4));
        Fails("NN3007", WindowOperators.Window, new WindowAttributes(0, 5, 1, 1), Float(4));
        Fails("NN3007", WindowOperators.Window, new WindowAttributes(0, 2, 0, 1), Float(4));
        Fails("NN3007", MovementOperators.Slice, new SliceAttributes(0, 0, Time + 1, 1), Float(Time));
        Fails("NN3007", MovementOperators.Slice, new SliceAttributes(0, 3, 2, 1), Float(4));
        Fails("NN3007", MovementOperators.Slice, new SliceAttributes(0, 0, 4, 0), Float(4));
        Fails("NN3007", MovementOperators.Pad, new PadAttributes(0, -1, 0, 0), Float(4));
        Fails("NN3007", IndexingOperators.Range, new SizeAttributes(-1));
        Fails("NN3008", IndexingOperators.Gather, OperatorAttributes.None, Float(4, 2), Float(3));
        Fails("NN3008", ArithmeticOperators.Divide, OperatorAttributes.None, Int(3), Int(3));
        Fails("NN3008", ArithmeticOperators.Add, OperatorAttributes.None, Int(3), Float(3));
        Fails("NN3008", ComparisonOperators.Where, OperatorAttributes.None, Float(3), Float(3), Float(3));
        Fails("NN3009", ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(1, 2), Float(3), Float(3, 4));
        Fails("NN3009", ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(3, 2), Float(2, 3, 4), Float(4, 4));
        Fails("NN3009", IndexingOperators.Select, new AxisAttributes(0), Float(4), Int(3));
        Fails("NN3009", IndexingOperators.Pick, OperatorAttributes.None, Float(3, 10), Int(3, 10));
        Fails("NN3009", MovementOperators.Concatenate, new AxisAttributes(0));
        Fails("NN3010", MovementOperators.Squeeze, new AxisAttributes(0), Float(3));
        Fails("NN3011", MovementOperators.Transpose, new PermutationAttributes([0, 0]), Float(3, 4));
        Fails("NN3011", MovementOperators.Transpose, new PermutationAttributes([0]), Float(3, 4));
        Fails("NN3012", ReductionOperators.Max, new ReductionAttributes([0], false), Float(0));
        Fails("NN3013", LinearAlgebraOperators.Solve, OperatorAttributes.None, Float(3, 2), Float(3, 1));
    }

    [Fact]
    public void AFactTurnsAnUnprovenEqualityIntoAFit()
    {
        var facts = DimensionFacts.None.WithEqual(Time, Width);
        Is("[T, T]", ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(2, 2), facts, Float(Time, Width), Float(Time, Time));
    }

    [Fact]
    public void WhatIsNotKnownToBeWrongIsNotReported()
    {
        Is("[C]", MovementOperators.Slice, new SliceAttributes(0, 0, Width, 1), Float(Time));
        Is("[T - C + 1, C]", WindowOperators.Window, new WindowAttributes(0, Width, 1, 1), Float(Time));
    }

    [Fact]
    public void NegativePositionsOfASliceCountFromTheEnd()
    {
        var arguments = new BoundArguments([Float(Time)], [KeyValuePair.Create<string, object>("axis", 0), KeyValuePair.Create<string, object>("start", (Dimension)(-3))]);
        Assert.Equal(new SliceAttributes(0, Time - 3, Time, 1), MovementOperators.Slice.Attributes(arguments));
    }

    [Fact]
    public void TheBuilderReliesOnEqualitiesThatWereAcceptedUnproven()
    {
        var builder = new GraphBuilder();
        var a = builder.CreateInput(new GraphInput("a", Float(Time)));
        var b = builder.CreateInput(new GraphInput("b", Float(Width)));
        Assert.Equal("[T]", builder.Add(a, b).Type.ToString());
        Assert.Throws<InvalidOperationException>(() => builder.Add(a, builder.CreateInput(new GraphInput("c", Float(Time + 1)))));
    }

    private static void Is(string expected, Operator @operator, OperatorAttributes attributes, params TensorType[] inputs) =>
        Is(expected, @operator, attributes, DimensionFacts.None, inputs);

    private static void Is(string expected, Operator @operator, OperatorAttributes attributes, DimensionFacts facts, params TensorType[] inputs)
    {
        var result = @operator.Infer(new InferenceContext([.. inputs], attributes, facts));
        Assert.Null(result.Failure?.Message);
        Assert.Equal(expected, result.Type!.ToString());
    }

    private static ShapeFailure Fails(string code, Operator @operator, OperatorAttributes attributes, params TensorType[] inputs)
    {
        var failure = @operator.Infer(new InferenceContext([.. inputs], attributes, DimensionFacts.None)).Failure;
        Assert.NotNull(failure);
        Assert.Equal(code, failure.Descriptor.Code);
        return failure;
    }

    private static TensorType Float(params Axis[] axes) => new(ElementType.Float32, new Shape([.. axes]));

    private static TensorType Int(params Axis[] axes) => new(ElementType.Int, new Shape([.. axes]));

    private static Dimension Named(string name) => Dimension.Of(new DimensionSymbol(name, DimensionSymbolKind.Rigid));
}
