using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Values that are compared with an extreme of themselves, as the gradients of max and min do. Each is computed once and stored: computed anew for the comparison, it
/// might be another number in its last digit, and none would equal the extreme.
/// </summary>
internal static class ComparedExtremes
{
    private static readonly ImmutableArray<Operator> Copies =
    [
        MovementOperators.Reshape, MovementOperators.Broadcast, MovementOperators.Unsqueeze, MovementOperators.Squeeze, MovementOperators.Transpose,
        MovementOperators.Slice, MovementOperators.Reverse, MovementOperators.Pad, MovementOperators.Concatenate, WindowOperators.Window,
    ];

    /// <summary>The nodes whose values must be stored.</summary>
    /// <param name="order">All needed nodes.</param>
    public static HashSet<Node> Of(ImmutableArray<Node> order)
    {
        var found = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            if (node.Operator != ComparisonOperators.Equal || !node.Inputs[0].Element.IsFloat())
                continue;
            if (IsExtreme(node.Inputs[1]))
                AddSources(node.Inputs[0], found);
            else if (IsExtreme(node.Inputs[0]))
                AddSources(node.Inputs[1], found);
        }

        return found;
    }

    private static bool IsExtreme(Node node)
    {
        while (Copies.Contains(node.Operator))
            node = node.Inputs[0];
        return node.Operator == ReductionOperators.Max || node.Operator == ReductionOperators.Min;
    }

    private static void AddSources(Node node, HashSet<Node> found)
    {
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            if (!Copies.Contains(next.Operator))
            {
                found.Add(next);
                continue;
            }

            foreach (var input in next.Inputs)
                pending.Push(input);
        }
    }
}
