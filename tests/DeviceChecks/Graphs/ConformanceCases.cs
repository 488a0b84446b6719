using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Calls of every operator of the catalogue: odd sizes, sizes 0 and 1, and sizes that fill vectors.</summary>
internal static class ConformanceCases
{
    private static readonly ImmutableArray<int>[] ElementwiseShapes = [[], [1], [0], [5], [3, 17], [2, 3, 4], [70], [0, 3], [2, 129]];

    public static ImmutableArray<ConformanceCase> All { get; } =
        [.. Elementwise(), .. Reductions(), .. Movements(), .. Windows(), .. Indexing(), .. Contractions(), .. Others()];

    private static ConformanceCase Case(Operator @operator, OperatorAttributes? attributes, params CaseInput[] inputs) =>
        new(@operator, attributes ?? OperatorAttributes.None, [.. inputs]);

    private static CaseInput In(params int[] shape) => new([.. shape]);

    private static CaseInput Index(int bound, params int[] shape) => new([.. shape], bound);

    private static IEnumerable<ConformanceCase> Elementwise()
    {
        foreach (var @operator in OperatorCatalog.All.Where(static o => o.IsElementwise))
        {
            foreach (var shape in ElementwiseShapes)
            {
                if (@operator == ComparisonOperators.Where)
                    yield return Case(@operator, null, new CaseInput(shape, Element: ElementType.Bool), new CaseInput(shape), new CaseInput(shape));
                else if (@operator != ConversionOperators.Cast)
                    yield return Case(@operator, null, [.. Enumerable.Repeat(new CaseInput(shape), Math.Max(1, @operator.Parameters.Length))]);
            }
        }

        foreach (var element in Enum.GetValues<ElementType>())
        {
            foreach (var shape in ElementwiseShapes)
                yield return Case(ConversionOperators.Cast, new CastAttributes(element), new CaseInput(shape));
        }
    }

    private static IEnumerable<ConformanceCase> Reductions()
    {
        Operator[] reductions =
        [
            ReductionOperators.Sum, ReductionOperators.Max, ReductionOperators.Min, ReductionOperators.Product, ReductionOperators.Any, ReductionOperators.All,
        ];
        foreach (var @operator in reductions)
        {
            yield return Case(@operator, new ReductionAttributes([0], false), In(1));
            yield return Case(@operator, new ReductionAttributes([0], false), In(0, 3));
            yield return Case(@operator, new ReductionAttributes([1], false), In(0, 3));
            yield return Case(@operator, new ReductionAttributes([0, 1], false), In(7, 23));
            yield return Case(@operator, new ReductionAttributes([0], true), In(5, 37));
            yield return Case(@operator, new ReductionAttributes([1], true), In(5, 149));
            yield return Case(@operator, new ReductionAttributes([0, 2], false), In(3, 4, 21));
            yield return Case(@operator, new ReductionAttributes([1], false), In(3, 4, 21));
        }

        foreach (var @operator in (Operator[])[ReductionOperators.ArgMax, ReductionOperators.ArgMin])
        {
            yield return Case(@operator, new ReductionAttributes([0], false), In(9, 4));
            yield return Case(@operator, new ReductionAttributes([1], true), In(4, 33));
        }

        yield return Case(ReductionOperators.CumulativeSum, new AxisAttributes(0), In(5));
        yield return Case(ReductionOperators.CumulativeSum, new AxisAttributes(0), In(4, 19));
        yield return Case(ReductionOperators.CumulativeSum, new AxisAttributes(1), In(2, 17));
    }

    private static IEnumerable<ConformanceCase> Movements()
    {
        yield return Case(MovementOperators.Reshape, new ShapeAttributes(Shape.Of(3, 4)), In(2, 6));
        yield return Case(MovementOperators.Reshape, new ShapeAttributes(Shape.Of(102)), In(6, 1, 17));
        yield return Case(MovementOperators.Reshape, new ShapeAttributes(Shape.Of(0, 5)), In(3, 0));
        yield return Case(MovementOperators.Broadcast, new ShapeAttributes(Shape.Of(3, 20)), In(20));
        yield return Case(MovementOperators.Broadcast, new ShapeAttributes(Shape.Of(2, 3, 18)), In(3, 1));
        yield return Case(MovementOperators.Broadcast, new ShapeAttributes(Shape.Of(2, 0)), In(1, 1));
        yield return Case(MovementOperators.Transpose, new PermutationAttributes([1, 0]), In(17, 19));
        yield return Case(MovementOperators.Transpose, new PermutationAttributes([2, 0, 1]), In(2, 3, 21));
        yield return Case(MovementOperators.Unsqueeze, new AxisAttributes(1), In(2, 3));
        yield return Case(MovementOperators.Squeeze, new AxisAttributes(1), In(2, 1, 3));
        yield return Case(MovementOperators.Slice, new SliceAttributes(0, 1, 4, 1), In(5, 20));
        yield return Case(MovementOperators.Slice, new SliceAttributes(1, 1, 19, 3), In(2, 20));
        yield return Case(MovementOperators.Slice, new SliceAttributes(0, 2, 2, 1), In(4));
        yield return Case(MovementOperators.Pad, new PadAttributes(0, 2, 1, 1), In(3, 20));
        yield return Case(MovementOperators.Pad, new PadAttributes(1, 0, 2, 0), In(2, 19));
        yield return Case(MovementOperators.Concatenate, new AxisAttributes(1), In(2, 1), In(2, 17), In(2, 2));
        yield return Case(MovementOperators.Concatenate, new AxisAttributes(0), In(2), In(0), In(3));
        yield return Case(MovementOperators.Reverse, new AxisAttributes(1), In(2, 19));
        yield return Case(MovementOperators.Reverse, new AxisAttributes(0), In(3, 19));
        yield return Case(RecomputationOperators.Recomputed, null, In(3, 19), In(2));
        yield return Case(RecomputationOperators.Again, null, In(3, 19), In(4, 2));
        yield return Case(RecomputationOperators.Again, null, In(5), In(0));
    }

    private static IEnumerable<ConformanceCase> Windows()
    {
        yield return Case(WindowOperators.Window, new WindowAttributes(0, 3, 1, 1), In(21));
        yield return Case(WindowOperators.Window, new WindowAttributes(1, 2, 2, 1), In(2, 7, 18));
        yield return Case(WindowOperators.Window, new WindowAttributes(0, 2, 2, 3), In(9, 2));
        yield return Case(WindowOperators.OverlapAdd, new OverlapAddAttributes(0, 1, 1, 6), In(4, 3));
        yield return Case(WindowOperators.OverlapAdd, new OverlapAddAttributes(1, 2, 1, 7), In(2, 3, 2));
        yield return Case(WindowOperators.OverlapAdd, new OverlapAddAttributes(0, 2, 3, 9), In(3, 2, 20));
    }

    private static IEnumerable<ConformanceCase> Indexing()
    {
        yield return Case(IndexingOperators.Select, new AxisAttributes(0), In(3, 20), Index(3));
        yield return Case(IndexingOperators.Select, new AxisAttributes(1), In(2, 3), Index(3));
        yield return Case(IndexingOperators.Place, new PlaceAttributes(0, 3), In(20), Index(3));
        yield return Case(IndexingOperators.Place, new PlaceAttributes(1, 3), In(2, 2), Index(3));
        yield return Case(IndexingOperators.WriteAt, new AxisAttributes(0), In(4, 20), In(1, 20), Index(4));
        yield return Case(IndexingOperators.WriteAt, new AxisAttributes(1), In(2, 5, 3), In(2, 1, 3), Index(5));
        yield return Case(QuantizationOperators.Quantize, null, In(3, 16), In(16));
        yield return Case(QuantizationOperators.QuantizedProduct, null, In(2, 5), Index(1000000, 5, 2), In(16));
        yield return Case(QuantizationOperators.QuantizedProduct, null, In(1, 64), Index(1000000, 64, 24), In(192));
        yield return Case(QuantizationOperators.QuantizedProduct, null, In(3, 3, 601), Index(1000000, 601, 3), In(24));
        yield return Case(IndexingOperators.Gather, null, In(4, 20), Index(4, 3, 2));
        yield return Case(IndexingOperators.Gather, null, In(4), Index(4));
        yield return Case(IndexingOperators.Gather, null, In(4, 3), Index(4, 0));
        yield return Case(IndexingOperators.ScatterAdd, new SizeAttributes(4), Index(4, 6), In(6, 17));
        yield return Case(IndexingOperators.ScatterAdd, new SizeAttributes(3), Index(3, 2, 2), In(2, 2));
        yield return Case(IndexingOperators.ScatterAdd, new SizeAttributes(7), Index(7, 1100), In(1100, 3));
        yield return Case(IndexingOperators.Pick, null, In(3, 20), Index(20, 3));
        yield return Case(IndexingOperators.OneHot, new SizeAttributes(7), Index(7, 3));
        yield return Case(IndexingOperators.Range, new SizeAttributes(19));
        yield return Case(IndexingOperators.Range, new SizeAttributes(0));
        yield return Case(IndexingOperators.ArgSort, null, In(4, 33));
        yield return Case(IndexingOperators.ArgSort, null, In(2, 130));
        yield return Case(IndexingOperators.ArgSort, null, In(700));
        yield return Case(IndexingOperators.ArgSort, null, Index(9, 3, 200));
        yield return Case(IndexingOperators.ArgSort, null, Index(40, 2, 5000));
        yield return Case(IndexingOperators.ArgSort, null, In(1));
        yield return Case(IndexingOperators.ArgSort, null, In(3, 0));
    }

    private static IEnumerable<ConformanceCase> Contractions()
    {
        foreach (var (m, k, n) in ((int, int, int)[])[(1, 1, 1), (2, 3, 4), (1, 20, 33), (17, 5, 1), (10, 30, 10), (15, 64, 33), (29, 7, 70), (64, 33, 48), (3, 0, 4), (5, 0, 20), (0, 3, 2)])
        {
            yield return Case(ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(2, 2), In(m, k), In(k, n));
            yield return Case(ContractionOperators.Contract, new ContractionAttributes([], [(0, 0)]), In(k, m), In(k, n));
            yield return Case(ContractionOperators.Contract, new ContractionAttributes([], [(1, 1)]), In(m, k), In(n, k));
            yield return Case(ContractionOperators.Contract, new ContractionAttributes([], [(0, 1)]), In(k, m), In(n, k));
        }

        yield return Case(ContractionOperators.MatrixProduct, ContractionAttributes.MatrixProduct(4, 4), In(2, 3, 5, 18), In(2, 3, 18, 7));
        yield return Case(ContractionOperators.Contract, new ContractionAttributes([], [(2, 0), (0, 1)]), In(2, 3, 4), In(4, 2, 30));
        yield return Case(ContractionOperators.Contract, new ContractionAttributes([(2, 0), (0, 2)], [(1, 3)]), In(2, 3, 2, 2), In(2, 2, 2, 3));
        yield return Case(ContractionOperators.Contract, new ContractionAttributes([], []), In(5), In(23));
        yield return Case(ContractionOperators.Contract, new ContractionAttributes([], [(0, 0)]), In(100), In(100));
    }

    private static IEnumerable<ConformanceCase> Others()
    {
        yield return Case(LinearAlgebraOperators.Solve, null, In(4, 4), In(4, 3));
        yield return Case(LinearAlgebraOperators.Solve, null, In(2, 3, 3), In(2, 3, 1));
        yield return Case(RandomOperators.Random, new RandomAttributes(Shape.Of(5, 33), 7), Index(100), Index(100));
    }
}
