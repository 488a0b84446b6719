using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Tests.Differentiation;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Operators;

/// <summary>The numbers that lowerings give, against numbers worked out by hand.</summary>
public sealed class ForwardTests
{
    private readonly GraphBuilder builder = new();

    [Fact]
    public void Reductions()
    {
        var x = Tensor([2, 3], 1, 5, 3, 4, 5, 0);
        Gives([5, 10, 3], ReductionOperators.Sum, new ReductionAttributes([0], false), x);
        Gives([9, 9], ReductionOperators.Sum, new ReductionAttributes([1], true), x);
        Gives([5], ReductionOperators.Max, new ReductionAttributes([0, 1], false), x);
        Gives([1, 0], ReductionOperators.Min, new ReductionAttributes([1], false), x);
        Gives([15, 0], ReductionOperators.Product, new ReductionAttributes([1], false), x);
        Gives([1, 1], ReductionOperators.ArgMax, new ReductionAttributes([1], false), x);
        Gives([0, 0, 1], ReductionOperators.ArgMin, new ReductionAttributes([0], false), x);
        Gives([1, 6, 9, 4, 9, 9], ReductionOperators.CumulativeSum, new AxisAttributes(1), x);
        var flags = builder.Greater(x, builder.ConstantLike(x, 3.5));
        Gives([1, 1, 0], ReductionOperators.Any, new ReductionAttributes([0], false), flags);
        Gives([0, 0], ReductionOperators.All, new ReductionAttributes([1], false), flags);
        Gives([0], ReductionOperators.Sum, new ReductionAttributes([0], false), Tensor([0]));
    }

    [Fact]
    public void Movements()
    {
        var x = Tensor([2, 3], 1, 2, 3, 4, 5, 6);
        Gives([1, 4, 2, 5, 3, 6], MovementOperators.Transpose, new PermutationAttributes([1, 0]), x);
        Gives([1, 2, 3, 4, 5, 6], MovementOperators.Reshape, new ShapeAttributes(Shape.Of(3, 1, 2)), x);
        Gives([1, 3, 4, 6], MovementOperators.Slice, new SliceAttributes(1, 0, 3, 2), x);
        Gives([9, 1, 2, 3, 9, 4, 5, 6], MovementOperators.Pad, new PadAttributes(1, 1, 0, 9), x);
        Gives([3, 2, 1, 6, 5, 4], MovementOperators.Reverse, new AxisAttributes(1), x);
        Gives([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 7, 7, 7], MovementOperators.Concatenate, new AxisAttributes(0), x, x, Tensor([1, 3], 7, 7, 7));
        Gives([1, 2, 3, 7, 4, 5, 6, 8], MovementOperators.Concatenate, new AxisAttributes(1), x, Tensor([2, 1], 7, 8));
        Gives([1, 2, 2, 3, 4, 5, 5, 6], WindowOperators.Window, new WindowAttributes(1, 2, 1, 1), x);
        Gives([1, 5, 3], WindowOperators.OverlapAdd, new OverlapAddAttributes(0, 1, 1, 3), Tensor([2, 2], 1, 2, 3, 3));
        Gives([7, 7, 7, 7], MovementOperators.Broadcast, new ShapeAttributes(Shape.Of(2, 2)), Tensor([1], 7));
    }

    [Fact]
    public void Indexing()
    {
        var x = Tensor([2, 3], 1, 2, 3, 4, 5, 6);
        Gives([4, 5, 6], IndexingOperators.Select, new AxisAttributes(0), x, Whole([], -1));
        Gives([4, 5, 6, 1, 2, 3, 4, 5, 6], IndexingOperators.Gather, OperatorAttributes.None, x, Whole([3], 1, 0, -1));
        Gives([3, 4], IndexingOperators.Pick, OperatorAttributes.None, x, Whole([2], 2, 0));
        Gives([0, 0, 1, 1, 0, 0], IndexingOperators.OneHot, new SizeAttributes(3), Whole([2], 2, 0));
        Gives([0, 1, 2, 3], IndexingOperators.Range, new SizeAttributes(4));
        Gives([1, 2, 0, 0, 1, 2], IndexingOperators.ArgSort, OperatorAttributes.None, Tensor([2, 3], 3, 1, 2, 5, 5, 6));
        Gives([0, 0, 9, 8], IndexingOperators.Place, new PlaceAttributes(0, 2), Tensor([2], 9, 8), Whole([], 1));
        Gives([0, 0, 5, 7, 0, 0], IndexingOperators.ScatterAdd, new SizeAttributes(3), Whole([2], 1, 1), Tensor([2, 2], 1, 2, 4, 5));
    }

    [Fact]
    public void ContractionsAndSystems()
    {
        var a = Tensor([2, 2], 1, 2, 3, 4);
        Gives([1, 4, 3, 8], ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(2, 2), a, Tensor([2, 2], 1, 0, 0, 2));
        Gives([1, 6, 6, 16], ContractionOperators.Contract, new ContractionAttributes([(0, 1), (1, 0)], []), a, a);
        Gives([29], ContractionOperators.Contract, new ContractionAttributes([], [(0, 1), (1, 0)]), a, a);
        Gives([1, 2], LinearAlgebraOperators.Solve, OperatorAttributes.None, Tensor([2, 2], 0, 4, 2, 0), Tensor([2, 1], 8, 2));
    }

    [Fact]
    public void Elementwise()
    {
        var x = Tensor([3], -1.5, 0, 2.5);
        var two = builder.ConstantLike(x, 2);
        Gives([-1, 0, 1], ArithmeticOperators.FloorDivide, OperatorAttributes.None, x, two);
        Gives([0.5, 0, 0.5], ArithmeticOperators.Modulo, OperatorAttributes.None, x, two);
        Gives([-1, 0, 2], ConversionOperators.Cast, new CastAttributes(ElementType.Int), x);
        Gives([1, 0, 1], ConversionOperators.Cast, new CastAttributes(ElementType.Bool), x);
        Gives([-2, 0, 2], FunctionOperators.Floor, OperatorAttributes.None, x);
        Gives([-1, 0, 3], FunctionOperators.Ceil, OperatorAttributes.None, x);
        Gives([-2, 0, 2], FunctionOperators.Round, OperatorAttributes.None, x);
        Gives([-1, 0, 1], FunctionOperators.Sign, OperatorAttributes.None, x);
        Gives([1, 0, 0], ComparisonOperators.IsNaN, OperatorAttributes.None, builder.Log(Tensor([3], -1, 0, 1)));
    }

    private Node Tensor(ImmutableArray<int> shape, params double[] values) => Literal(shape, ElementType.Float64, values);

    private Node Whole(ImmutableArray<int> shape, params double[] values) => Literal(shape, ElementType.Int, values);

    private Node Literal(ImmutableArray<int> shape, ElementType element, double[] values) => builder.CreateTyped(
        SourceOperators.Constant, [], new ConstantAttributes([.. values]),
        new TensorType(element, new Shape([.. shape.Select(static size => (Axis)size)])), null);

    private void Gives(double[] expected, Operator @operator, OperatorAttributes attributes, params Node[] inputs)
    {
        var node = builder.Create(@operator, [.. inputs], attributes);
        Assert.Empty(GraphVerifier.Verify([node], DimensionFacts.None));
        Assert.Equal(expected, GraphEvaluator.Evaluate(node).Values);
    }
}
