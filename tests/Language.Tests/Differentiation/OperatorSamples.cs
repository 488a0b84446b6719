using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>Calls of every differentiable operator of the catalogue, away from kinks and inside its domain.</summary>
internal static class OperatorSamples
{
    private static readonly Dictionary<string, (double Low, double High)> Domains = new()
    {
        ["log"] = (0.3, 2),
        ["log1p"] = (-0.6, 2),
        ["sqrt"] = (0.3, 2),
    };

    public static IEnumerable<OperatorSample> All =>
    [
        .. Elementwise(), .. Reductions(), .. Movements(), .. Windows(), .. Indexing(), .. Contractions(), .. Solves(),
    ];

    /// <summary>Values spread over a range, none near a whole number or another, the same in every run.</summary>
    public static TestTensor Spread(ImmutableArray<int> shape, double low = -1.7, double high = 1.7, int seed = 1)
    {
        var random = new Random(seed);
        var count = shape.Aggregate(1, static (product, size) => product * size);
        var places = Enumerable.Range(0, count).ToArray();
        random.Shuffle(places);
        return TestTensor.Fill(shape, i =>
        {
            var value = low + ((high - low) * (places[i] + 0.25 + (0.5 * random.NextDouble())) / count);
            return Math.Abs(value - Math.Round(value)) < 0.02 ? value + 0.04 : value;
        });
    }

    private static OperatorSample Sample(Operator @operator, string name, OperatorAttributes? attributes, params TestTensor[] values) =>
        new(@operator.Name, name, @operator, attributes ?? OperatorAttributes.None, [.. values.Select(static v => (ElementType.Float64, v))]);

    private static OperatorSample WithIndices(Operator @operator, string name, OperatorAttributes? attributes, TestTensor values, TestTensor indices, bool indicesFirst = false)
    {
        var (x, i) = ((ElementType.Float64, values), (ElementType.Int, indices));
        return new OperatorSample(@operator.Name, name, @operator, attributes ?? OperatorAttributes.None, indicesFirst ? [i, x] : [x, i]);
    }

    private static IEnumerable<OperatorSample> Elementwise()
    {
        foreach (var @operator in OperatorCatalog.All.Where(static o => o is { IsElementwise: true, Gradient: DifferentiableRule }))
        {
            if (@operator == ComparisonOperators.Where || @operator == ConversionOperators.Cast || @operator == ArithmeticOperators.Power)
                continue;
            var (low, high) = Domains.GetValueOrDefault(@operator.Name, (-1.7, 1.7));
            foreach (ImmutableArray<int> shape in (ImmutableArray<int>[])[[], [5], [2, 3]])
            {
                var operands = Math.Max(1, @operator.Parameters.Length);
                var values = Enumerable.Range(0, operands).Select(i => Spread(shape, low, high, seed: i + 1 + shape.Length)).ToArray();
                yield return Sample(@operator, $"rank {shape.Length}", null, values);
            }
        }

        foreach (var shape in (ImmutableArray<int>[])[[4], [2, 3]])
        {
            yield return Sample(ArithmeticOperators.Power, $"rank {shape.Length}", null, Spread(shape, 0.4, 2), Spread(shape, -2, 2, seed: 2));
            yield return Sample(ConversionOperators.Cast, $"rank {shape.Length}", new CastAttributes(ElementType.Float32), Spread(shape));
            var condition = TestTensor.Fill(shape, static i => i % 3 == 0 ? 1 : 0);
            yield return new OperatorSample("where", $"rank {shape.Length}", ComparisonOperators.Where, OperatorAttributes.None,
                [(ElementType.Bool, condition), (ElementType.Float64, Spread(shape)), (ElementType.Float64, Spread(shape, seed: 2))]);
        }
    }

    private static IEnumerable<OperatorSample> Reductions()
    {
        foreach (var @operator in (Operator[])[ReductionOperators.Sum, ReductionOperators.Max, ReductionOperators.Min, ReductionOperators.Product])
        {
            yield return Sample(@operator, "everything", new ReductionAttributes([0, 1], false), Spread([3, 2]));
            yield return Sample(@operator, "first axis", new ReductionAttributes([0], false), Spread([3, 2]));
            yield return Sample(@operator, "kept", new ReductionAttributes([1], true), Spread([2, 3, 2]));
            yield return Sample(@operator, "outer axes", new ReductionAttributes([0, 2], false), Spread([2, 3, 2]));
        }

        yield return Sample(ReductionOperators.Product, "one zero", new ReductionAttributes([1], false), Spread([2, 3]).With(1, 0));
        yield return Sample(ReductionOperators.Product, "two zeros", new ReductionAttributes([0], false), Spread([4]).With(1, 0).With(2, 0));
        yield return Sample(ReductionOperators.CumulativeSum, "vector", new AxisAttributes(0), Spread([5]));
        yield return Sample(ReductionOperators.CumulativeSum, "inner axis", new AxisAttributes(1), Spread([2, 4, 2]));
    }

    private static IEnumerable<OperatorSample> Movements()
    {
        yield return Sample(RecomputationOperators.Again, "after another value", null, Spread([2, 3]), Spread([4], seed: 2));
        yield return Sample(MovementOperators.Reshape, "split and merge", new ShapeAttributes(Shape.Of(3, 4)), Spread([2, 6]));
        yield return Sample(MovementOperators.Reshape, "to a vector", new ShapeAttributes(Shape.Of(12)), Spread([2, 1, 6]));
        yield return Sample(MovementOperators.Broadcast, "leading axis", new ShapeAttributes(Shape.Of(3, 2)), Spread([2]));
        yield return Sample(MovementOperators.Broadcast, "size one", new ShapeAttributes(Shape.Of(2, 3, 4)), Spread([3, 1]));
        yield return Sample(MovementOperators.Broadcast, "scalar", new ShapeAttributes(Shape.Of(2, 3)), Spread([]));
        yield return Sample(MovementOperators.Transpose, "matrix", new PermutationAttributes([1, 0]), Spread([2, 3]));
        yield return Sample(MovementOperators.Transpose, "cycle", new PermutationAttributes([2, 0, 1]), Spread([2, 3, 2]));
        yield return Sample(MovementOperators.Unsqueeze, "middle", new AxisAttributes(1), Spread([2, 3]));
        yield return Sample(MovementOperators.Unsqueeze, "end", new AxisAttributes(1), Spread([3]));
        yield return Sample(MovementOperators.Squeeze, "middle", new AxisAttributes(1), Spread([2, 1, 3]));
        yield return Sample(MovementOperators.Slice, "plain", new SliceAttributes(0, 1, 4, 1), Spread([5, 2]));
        yield return Sample(MovementOperators.Slice, "with a step", new SliceAttributes(1, 1, 7, 3), Spread([2, 8]));
        yield return Sample(MovementOperators.Slice, "empty", new SliceAttributes(0, 2, 2, 1), Spread([4]));
        yield return Sample(MovementOperators.Pad, "both ends", new PadAttributes(0, 2, 1, 0.5), Spread([3, 2]));
        yield return Sample(MovementOperators.Pad, "inner axis", new PadAttributes(1, 0, 2, 0), Spread([2, 2]));
        yield return Sample(MovementOperators.Concatenate, "three parts", new AxisAttributes(1), Spread([2, 1]), Spread([2, 3], seed: 2), Spread([2, 2], seed: 3));
        yield return Sample(MovementOperators.Concatenate, "an empty part", new AxisAttributes(0), Spread([2]), Spread([0]), Spread([3], seed: 3));
        yield return Sample(MovementOperators.Reverse, "inner axis", new AxisAttributes(1), Spread([2, 3]));
    }

    private static IEnumerable<OperatorSample> Windows()
    {
        yield return Sample(WindowOperators.Window, "plain", new WindowAttributes(0, 3, 1, 1), Spread([6]));
        yield return Sample(WindowOperators.Window, "stride", new WindowAttributes(1, 2, 2, 1), Spread([2, 7, 2]));
        yield return Sample(WindowOperators.Window, "stride and dilation", new WindowAttributes(0, 2, 2, 3), Spread([9, 2]));
        yield return Sample(WindowOperators.OverlapAdd, "plain", new OverlapAddAttributes(0, 1, 1, 6), Spread([4, 3]));
        yield return Sample(WindowOperators.OverlapAdd, "a rest at the end", new OverlapAddAttributes(1, 2, 1, 7), Spread([2, 3, 2]));
        yield return Sample(WindowOperators.OverlapAdd, "stride and dilation", new OverlapAddAttributes(0, 2, 3, 9), Spread([3, 2, 2]));
    }

    private static IEnumerable<OperatorSample> Indexing()
    {
        var scalar = new TestTensor([], [1]);
        var fromEnd = new TestTensor([], [-1]);
        yield return WithIndices(IndexingOperators.Select, "first axis", new AxisAttributes(0), Spread([3, 2]), scalar);
        yield return WithIndices(IndexingOperators.Select, "last position", new AxisAttributes(1), Spread([2, 3]), fromEnd);
        yield return WithIndices(IndexingOperators.Place, "first axis", new PlaceAttributes(0, 3), Spread([2]), scalar);
        yield return WithIndices(IndexingOperators.Place, "last position", new PlaceAttributes(1, 3), Spread([2, 2]), fromEnd);
        yield return WithIndices(IndexingOperators.Gather, "repeated rows", null, Spread([4, 2]), new TestTensor([2, 2], [3, 0, 3, -1]));
        yield return WithIndices(IndexingOperators.Gather, "one number", null, Spread([4]), scalar);
        yield return WithIndices(IndexingOperators.ScatterAdd, "repeated rows", new SizeAttributes(4), Spread([3, 2]), TestTensor.Of(1, 3, 1), indicesFirst: true);
        yield return WithIndices(IndexingOperators.ScatterAdd, "numbers", new SizeAttributes(3), Spread([2, 2]), new TestTensor([2, 2], [0, 2, 2, -1]), indicesFirst: true);
        foreach (var axis in (int[])[0, 1])
        {
            yield return new OperatorSample(
                IndexingOperators.WriteAt.Name, $"axis {axis}", IndexingOperators.WriteAt, new AxisAttributes(axis),
                [(ElementType.Float64, Spread([3, 4])), (ElementType.Float64, Spread(axis == 0 ? [1, 4] : [3, 1], seed: 2)), (ElementType.Int, scalar)]);
        }

        yield return WithIndices(IndexingOperators.Pick, "rows", null, Spread([3, 4]), TestTensor.Of(2, 0, -1));
        yield return WithIndices(IndexingOperators.Pick, "one row", null, Spread([4]), scalar);
    }

    private static IEnumerable<OperatorSample> Contractions()
    {
        yield return Sample(ContractionOperators.MatrixProduct, "matrices", ContractionAttributes.MatrixProduct(2, 2), Spread([2, 3]), Spread([3, 4], seed: 2));
        yield return Sample(ContractionOperators.MatrixProduct, "batched", ContractionAttributes.MatrixProduct(4, 4), Spread([2, 1, 2, 3]), Spread([2, 1, 3, 2], seed: 2));
        yield return Sample(ContractionOperators.Contract, "two sums, swapped", new ContractionAttributes([], [(2, 0), (0, 1)]), Spread([2, 3, 4]), Spread([4, 2, 3], seed: 2));
        yield return Sample(ContractionOperators.Contract, "batch in odd places", new ContractionAttributes([(2, 0), (0, 2)], [(1, 3)]), Spread([2, 3, 2, 2]), Spread([2, 2, 2, 3], seed: 2));
        yield return Sample(ContractionOperators.Contract, "outer product", new ContractionAttributes([], []), Spread([2]), Spread([3], seed: 2));
        yield return Sample(ContractionOperators.Contract, "dot product", new ContractionAttributes([], [(0, 0)]), Spread([4]), Spread([4], seed: 2));
    }

    private static IEnumerable<OperatorSample> Solves()
    {
        // Dominant diagonals keep the systems well conditioned.
        static TestTensor Matrices(ImmutableArray<int> shape) => TestTensor.Fill(shape, i =>
            (i / shape[^1] % shape[^1] == i % shape[^1] ? 3 : 0) + Math.Sin(i + 1));
        yield return Sample(LinearAlgebraOperators.Solve, "one right side", null, Matrices([3, 3]), Spread([3, 1]));
        yield return Sample(LinearAlgebraOperators.Solve, "batched", null, Matrices([2, 2, 2]), Spread([2, 2, 3]));
    }
}
