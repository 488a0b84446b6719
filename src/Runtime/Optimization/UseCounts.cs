using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>How often the values of a graph's operations are read.</summary>
internal sealed class UseCounts
{
    private readonly Dictionary<Node, int> counts = new(ReferenceEqualityComparer.Instance);

    public UseCounts(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        GraphRebuilder.Rebuild(roots, supplied, (node, _) =>
        {
            foreach (var input in node.Inputs)
                counts[input] = counts.GetValueOrDefault(input) + 1;
            return node;
        });
        foreach (var root in roots)
            counts[root] = counts.GetValueOrDefault(root) + 1;
    }

    /// <summary>Whether nothing but one other operation reads the value.</summary>
    public bool IsReadOnce(Node node) => counts.GetValueOrDefault(node) == 1;
}
