using System.Collections.Immutable;
using Dsl.Language.Differentiation;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>Attentions: products with a table of scores between them, which has a row for each question.</summary>
internal static class AttentionGraphs
{
    private const int Width = 8;

    private static readonly ImmutableArray<(string Name, ImmutableArray<int> Shape, int Keys, int Width, double Dropped, bool HasGradient, int Reach)> Cases =
    [
        ("few rows", [2, 3, 24], 24, Width, 0, false, 0),
        ("odd sizes", [3, 3, 35], 61, Width, 0, false, 0),
        ("a prime number of rows", [2, 4, 37], 41, Width, 0, false, 0),
        ("dropout", [2, 4, 48], 48, Width, 0.2, false, 0),
        ("long rows through a window", [2, 4, 64], 300, Width, 0, false, 70),
        ("rows that see nothing", [1, 3, 50], 40, Width, 0, false, 9),
        ("more questions than keys", [1, 1, 150], 100, Width, 0, true, 0),
        ("a step", [2, 4, 48], 48, Width, 0, true, 0),
        ("a step with dropout", [3, 3, 35], 35, Width, 0.2, true, 0),
        ("a small step", [1, 2, 20], 22, Width, 0.1, true, 0),
        ("a wide step", [1, 2, 90], 97, 40, 0.1, true, 0),
        ("a long step", [1, 2, 150], 135, 24, 0, true, 0),
    ];

    /// <summary>What there is.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Cases.Select(static item => $"attention, {item.Name}")];

    // Emulated products take long to compile: steps are tried with one type each.
    private static readonly ImmutableArray<(string Name, ImmutableArray<ElementType> Elements)> MatrixCases =
    [
        ("attention, odd sizes", [ElementType.Float16, ElementType.BFloat16]),
        ("attention, a small step", [ElementType.BFloat16]),
        ("attention, a wide step", [ElementType.Float16]),
        ("attention, a long step", [ElementType.BFloat16]),
    ];

    /// <summary>Those whose products are tried by tensor cores.</summary>
    public static ImmutableArray<string> MatrixNames { get; } = [.. MatrixCases.Select(static item => item.Name)];

    /// <summary>Those that are tried with as many lines of a warp as large ones have.</summary>
    public static ImmutableArray<string> TallNames { get; } = ["attention, odd sizes", "attention, a long step"];

    /// <summary>The graphs of a name, in single precision and with values of 16 bits.</summary>
    public static ImmutableArray<CheckedGraph> Of(string name)
    {
        var item = Find(name);
        return [.. from element in (ElementType[])[ElementType.Float32, ElementType.Float16] select Of(name, element, item.Shape, item.Keys, item.Width, item.Dropped, item.HasGradient, item.Reach)];
    }

    /// <summary>The graphs of a name with values for which there are tensor cores.</summary>
    public static ImmutableArray<CheckedGraph> OfMatrices(string name)
    {
        var item = Find(name);
        return [.. from element in MatrixCases.Single(matrix => matrix.Name == name).Elements select Of(name, element, item.Shape, item.Keys, item.Width, item.Dropped, item.HasGradient, item.Reach)];
    }

    /// <summary>
    /// One attention, in which a question sees the keys up to its own place; its sum of squares may be differentiated. Scores, their exponentials and the weights are single precision at
    /// least.
    /// </summary>
    /// <param name="name">What it is called.</param>
    /// <param name="element">The type of all values.</param>
    /// <param name="shape">Sequences, heads, questions.</param>
    /// <param name="keys">Keys of a sequence.</param>
    /// <param name="width">Elements of a question, a key and a value.</param>
    /// <param name="dropped">The share of weights that become 0.</param>
    /// <param name="hasGradient">Whether the gradients are asked for too.</param>
    /// <param name="reach">How many keys a question sees, the others being minus infinitely far from it; 0 for all up to its own place.</param>
    public static CheckedGraph Of(string name, ElementType element, ImmutableArray<int> shape, int keys, int width, double dropped, bool hasGradient, int reach = 0)
    {
        var values = new RandomInputs(element);
        var builder = values.Builder;
        ImmutableArray<int> heads = [.. shape.Take(2)];
        var (q, k, v) = (values.Input([.. shape, width]), values.Input([.. heads, keys, width]), values.Input([.. heads, keys, width]));
        var scores = builder.MatrixProduct(builder.Multiply(q, builder.ConstantLike(q, 1 / Math.Sqrt(width))), builder.SwapLastAxes(k));
        scores = Cast(scores, element == ElementType.Float64 ? element : ElementType.Float32);
        var hidden = builder.ConstantLike(scores, reach > 0 ? double.NegativeInfinity : -1e9);
        var seen = builder.Where(IsLater(builder, scores.Shape, keys - shape[2]), hidden, scores);
        if (reach > 0)
            seen = builder.Where(IsLater(builder, scores.Shape, keys - shape[2] - reach), seen, hidden);
        var greatest = builder.Create(FunctionOperators.StopGradient, builder.Create(ReductionOperators.Max, [seen], new ReductionAttributes([3], true)));
        var shifted = builder.Subtract(seen, builder.Broadcast(greatest, seen.Shape));
        var e = builder.Exp(shifted);
        var weights = builder.Divide(e, builder.Broadcast(builder.Sum(e, [3], keep: true), e.Shape));
        if (dropped > 0)
        {
            var draws = builder.Create(RandomOperators.Random, [values.Whole(5), values.Whole(3)], new RandomAttributes(weights.Shape, 1));
            weights = builder.Where(builder.Less(draws, builder.ConstantLike(draws, dropped)), builder.ZerosLike(weights), weights);
        }

        var result = builder.MatrixProduct(Cast(weights, element), v);
        var loss = builder.Sum(builder.Multiply(result, result), [0, 1, 2, 3]);
        ImmutableArray<Node> outputs = hasGradient ? [result, .. ReverseMode.Differentiate(builder, loss, [q, k, v]).Gradients] : [result];
        return values.Graph($"{name} of {element.Name()}", outputs) with { Tolerance = 4 * Closeness.Tolerance(element) };

        Node Cast(Node value, ElementType type) => value.Element == type ? value : builder.Create(ConversionOperators.Cast, [value], new CastAttributes(type));
    }

    private static (string Name, ImmutableArray<int> Shape, int Keys, int Width, double Dropped, bool HasGradient, int Reach) Find(string name) => Cases.Single(item => name == $"attention, {item.Name}");

    // Whether a key comes after a question: the last of both stand beside each other.
    private static Node IsLater(GraphBuilder builder, Shape shape, long shift)
    {
        var columns = builder.Broadcast(builder.Range(shape[3].Size), shape);
        var rows = builder.Broadcast(builder.Unsqueeze(builder.Range(shape[2].Size), 1), shape);
        return builder.Greater(columns, builder.Add(rows, builder.ConstantLike(rows, shift)));
    }
}
