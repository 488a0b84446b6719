using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Products larger than their operands, whose readers cannot all share one launch.</summary>
internal static class TableGraphs
{
    private static readonly ImmutableArray<(string Name, Func<RandomInputs, ImmutableArray<Node>> Build)> Cases =
    [
        ("a table, keys that heads share", SharedKeys),
        ("a table, values of every place", ValuesOfPlaces),
        ("a table, a product that its own lines read", ProductOfLines),
        ("a table, exponentials below the greatest value", ExponentialsBelowTheGreatest),
        ("a table, a sum before the greatest value", SumBeforeTheGreatest),
        ("a table, a sum beside the exponentials", SumBesideTheExponentials),
        ("a table, exponentials left out of lines of minus infinity", ExponentialsLeftOut),
        ("a table, exponentials of something else", ExponentialsOfSomethingElse),
        ("a table, weights that are no multiples", WeightsThatAreNoMultiples),
        ("a table, another value where it is hidden", OtherValuesWhereHidden),
        ("tables, each with a result that the other reads", ReadingOneAnother),
    ];

    /// <summary>What there is.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Cases.Select(static item => item.Name)];

    /// <summary>The graph of a name.</summary>
    public static ImmutableArray<CheckedGraph> Of(string name)
    {
        var values = new RandomInputs(ElementType.Float32);
        return [values.Graph(name, Cases.Single(item => item.Name == name).Build(values))];
    }

    // The rows of all heads are lines of one table, and yet each head has values of its own.
    private static ImmutableArray<Node> SharedKeys(RandomInputs values)
    {
        var builder = values.Builder;
        var keys = builder.SwapLastAxes(values.Input([50, 4]));
        var scores = builder.MatrixProduct(values.Input([3, 40, 4]), builder.Broadcast(builder.Unsqueeze(keys, 0), Shape.Of(3, 4, 50)));
        return [builder.MatrixProduct(builder.Create(FunctionOperators.Tanh, scores), values.Input([3, 50, 5]))];
    }

    private static ImmutableArray<Node> ValuesOfPlaces(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = builder.Unsqueeze(Scores(values, 40, 50), 2);
        return [builder.Sum(builder.Multiply(builder.Broadcast(scores, Shape.Of(40, 50, 5)), values.Input([40, 50, 5])), [1], keep: false)];
    }

    private static ImmutableArray<Node> ProductOfLines(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = Scores(values, 70, 90);
        var sums = builder.MatrixProduct(scores, values.Input([90, 1]));
        return [builder.Sum(builder.Create(FunctionOperators.Tanh, builder.Subtract(scores, builder.Broadcast(sums, scores.Shape))), [1], keep: false)];
    }

    // Both results of either table could be one launch, but not those of both.
    private static ImmutableArray<Node> ReadingOneAnother(RandomInputs values)
    {
        var (first, second) = (Scores(values, 40, 50), Scores(values, 60, 34));
        var early = Rows(values.Builder, first, 0.25);
        var late = Rows(values.Builder, second, early);
        return [late, Rows(values.Builder, first, Rows(values.Builder, second, 0.5))];
    }

    // A sum of exponentials, its logarithm beside the greatest value, and two sums with weights: two of them grow with the greatest value, one does not.
    private static ImmutableArray<Node> ExponentialsBelowTheGreatest(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = Scores(values, 70, 150);
        var (greatest, e, sum) = Exponentials(builder, scores, 1);
        var weights = builder.Multiply(e, builder.ConstantLike(e, 3));
        var logarithm = builder.Add(greatest, builder.Log(sum));
        return [logarithm, builder.MatrixProduct(weights, values.Input([150, 5])), builder.MatrixProduct(builder.Create(FunctionOperators.Tanh, scores), values.Input([150, 3]))];
    }

    private static ImmutableArray<Node> SumBeforeTheGreatest(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = Scores(values, 70, 90);
        var squares = builder.Sum(builder.Multiply(scores, scores), [1], keep: true);
        return [squares, Exponentials(builder, scores, 1).Sum];
    }

    // One kernel with three sums of a line, of which two grow with the greatest value.
    private static ImmutableArray<Node> SumBesideTheExponentials(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = Scores(values, 70, 150);
        var (_, e, sum) = Exponentials(builder, scores, 1);
        var weighted = builder.Sum(builder.Multiply(e, builder.Create(FunctionOperators.Tanh, scores)), [1], keep: true);
        return [builder.Subtract(builder.Divide(weighted, sum), builder.Sum(builder.Create(FunctionOperators.Tanh, scores), [1], keep: true))];
    }

    // The first lines have no exponential at all, those after them at least one that is a number; the last line sees minus infinity only, and leaves nothing out.
    private static ImmutableArray<Node> ExponentialsLeftOut(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = Scores(values, 70, 150);
        var rows = builder.Broadcast(builder.Unsqueeze(builder.Range(70), 1), scores.Shape);
        var isEarly = builder.Less(builder.Broadcast(builder.Range(150), scores.Shape), builder.Subtract(builder.ConstantLike(rows, 160), builder.Multiply(rows, builder.ConstantLike(rows, 3))));
        var isLast = builder.Equal(rows, builder.ConstantLike(rows, 69));
        var hidden = builder.ConstantLike(scores, double.NegativeInfinity);
        var (_, e, _) = Exponentials(builder, builder.Where(isLast, hidden, builder.Where(isEarly, hidden, scores)), 1);
        var left = builder.Where(isEarly, builder.ZerosLike(e), e);
        return [builder.Sum(left, [1], keep: true), builder.MatrixProduct(left, values.Input([150, 5]))];
    }

    private static ImmutableArray<Node> ExponentialsOfSomethingElse(RandomInputs values) => [Exponentials(values.Builder, Scores(values, 70, 90), 2).Sum];

    private static ImmutableArray<Node> OtherValuesWhereHidden(RandomInputs values)
    {
        var builder = values.Builder;
        var scores = Scores(values, 70, 150);
        var columns = builder.Broadcast(builder.Range(150), scores.Shape);
        var rows = builder.Broadcast(builder.Unsqueeze(builder.Range(70), 1), scores.Shape);
        var hidden = builder.Where(builder.Greater(columns, rows), builder.ConstantLike(scores, 0.5), scores);
        return [builder.MatrixProduct(builder.Create(FunctionOperators.Tanh, hidden), values.Input([150, 5]))];
    }

    private static ImmutableArray<Node> WeightsThatAreNoMultiples(RandomInputs values)
    {
        var (_, e, sum) = Exponentials(values.Builder, Scores(values, 70, 90), 1);
        return [values.Builder.MatrixProduct(values.Builder.Create(FunctionOperators.Tanh, values.Builder.Divide(e, values.Builder.Broadcast(sum, e.Shape))), values.Input([90, 5]))];
    }

    private static (Node Greatest, Node Exponentials, Node Sum) Exponentials(GraphBuilder builder, Node scores, double factor)
    {
        var greatest = builder.Create(ReductionOperators.Max, [scores], new ReductionAttributes([1], true));
        var e = builder.Exp(builder.Subtract(builder.Multiply(scores, builder.ConstantLike(scores, factor)), builder.Broadcast(greatest, scores.Shape)));
        return (greatest, e, builder.Sum(e, [1], keep: true));
    }

    private static Node Scores(RandomInputs values, int rows, int columns) =>
        values.Builder.MatrixProduct(values.Input([rows, 4]), values.Builder.SwapLastAxes(values.Input([columns, 4])));

    private static Node Rows(GraphBuilder builder, Node table, double shift) => RowsOf(builder, table, builder.ConstantLike(table, shift));

    private static Node Rows(GraphBuilder builder, Node table, Node rows) =>
        RowsOf(builder, table, builder.Broadcast(builder.Create(ReductionOperators.Max, [rows], new ReductionAttributes([0], false)), table.Shape));

    private static Node RowsOf(GraphBuilder builder, Node table, Node shift) => builder.Sum(builder.Create(FunctionOperators.Tanh, builder.Add(shift, table)), [1], keep: false);
}
