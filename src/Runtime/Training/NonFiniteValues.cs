using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>The first element of an operation's result that is not finite, and what the operation read.</summary>
/// <param name="Index">Where the element is.</param>
/// <param name="Result">The element.</param>
/// <param name="Operands">Each float operand, in order.</param>
internal sealed record NonFiniteValues(ImmutableArray<int> Index, double Result, ImmutableArray<OperandFigures> Operands)
{
    private const long MostElements = 1 << 26;

    /// <summary>Computes the operation and its operands once more; null where they are too large to look at.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NonFiniteValues? Of(
        NonFiniteOrigin origin, IBackend backend, ExecutionEnvironment environment, SourceLocation location, IReadOnlyDictionary<DimensionSymbol, Dimension> sizes, CancellationToken cancellation)
    {
        ImmutableArray<Node> operands = [.. origin.Operation.Inputs.Where(ValueCodes.Exist)];
        var wanted = operands.Insert(0, origin.Operation);
        var known = environment.Sizes.Concat(sizes).GroupBy(static pair => pair.Key).ToDictionary(static group => group.Key, static group => group.Last().Value);
        ImmutableArray<Node> outputs = origin.Recurrence is { } scan ? TracedGraph.Stacked(new GraphBuilder(), scan, wanted) : wanted;
        if (outputs.Any(output => Count(output) is not <= MostElements))
            return null;
        using var computation = new Computation(backend, environment, location, outputs, [], sizes);
        if (computation.Run(cancellation) is not null)
            return null;
        var result = Elements(0);
        var first = Array.FindIndex(result, static v => !double.IsFinite(v));
        if (first < 0)
            return null;
        var isElementwise = origin.Operation.Operator.IsElementwise;
        var figures = operands.Select((operand, i) =>
        {
            var elements = Elements(i + 1);
            return new OperandFigures(
                operand, ShapeOf(i + 1), isElementwise && first < elements.Length ? elements[first] : null,
                elements.Length == 0 ? 0 : elements.Min(), elements.Length == 0 ? 0 : elements.Max());
        });
        return new NonFiniteValues(Position(first, ShapeOf(0)), result[first], [.. figures]);

        long? Count(Node node) => node.Shape.ElementCount.TrySubstitute(known, out var count) ? count.ConstantValue : null;

        ImmutableArray<int> ShapeOf(int output) => origin.Recurrence is null ? computation.Output(output).Shape : computation.Output(output).Shape.RemoveAt(0);

        double[] Elements(int output)
        {
            var tensor = computation.Output(output);
            var count = ShapeOf(output).Aggregate(1L, static (product, size) => product * size);
            var start = origin.Recurrence is null ? 0 : origin.Turn * count;
            var elements = new double[count];
            for (var i = 0; i < elements.Length; i++)
                elements[i] = tensor.GetDouble(start + i);
            return elements;
        }
    }

    private static ImmutableArray<int> Position(int flat, ImmutableArray<int> shape)
    {
        var position = new int[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (flat, position[axis]) = Math.DivRem(flat, Math.Max(1, shape[axis]));
        return [.. position];
    }
}
