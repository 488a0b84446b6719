using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Generation;

/// <summary>The largest sequence that a model's requirements and its tables of positions allow.</summary>
internal static class SequenceBound
{
    private const long LongestTried = 1L << 24;

    /// <summary>The bound; null where none is known.</summary>
    /// <param name="learned">Facts from the requirements that stayed open.</param>
    /// <param name="length">The size in question.</param>
    /// <param name="output">What the model computes.</param>
    public static long? Find(List<DimensionFacts> learned, Dimension length, Node output)
    {
        // A table of which all positions are looked up has a row for each: embedding(context, width)(0..T).
        long? bound = OfRequirements(learned, length);
        foreach (var node in GraphTraversal.TopologicalOrder([output]))
        {
            if (node.Operator == IndexingOperators.Gather && Unnamed(node.Inputs[1]) is { Attributes: SizeAttributes { Size: var count } } positions
                && positions.Operator == IndexingOperators.Range && count.Equals(length) && node.Inputs[0].Shape[0].Size.ConstantValue is { } rows)
            {
                bound = Math.Min(bound ?? rows, rows);
            }
        }

        return bound;
    }

    // Names of axes are no part of a value.
    private static Node Unnamed(Node node) => node.Operator == LabelOperators.Label ? Unnamed(node.Inputs[0]) : node;

    /// <summary>The bound by requirements alone; null where none is known.</summary>
    /// <param name="learned">Facts from the requirements that stayed open.</param>
    /// <param name="length">The size in question.</param>
    public static long? OfRequirements(List<DimensionFacts> learned, Dimension length)
    {
        // What is known to be at most n is known to be at most any larger number, so the smallest such n is found by halving.
        if (!learned.Exists(f => f.IsAtMost(length, LongestTried) == true))
            return null;
        var (low, high) = (0L, LongestTried);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (learned.Exists(f => f.IsAtMost(length, middle) == true))
                high = middle;
            else
                low = middle;
        }

        return high;
    }
}
