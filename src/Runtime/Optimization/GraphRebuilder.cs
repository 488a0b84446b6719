using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Rebuilds a graph from its sources up, without recursion.</summary>
internal static class GraphRebuilder
{
    /// <summary>The roots with every operation replaced; supplied nodes stay as they are and what they depend on is not visited.</summary>
    public static ImmutableArray<Node> Rebuild(
        ImmutableArray<Node> roots, IReadOnlySet<Node> supplied, Func<Node, ImmutableArray<Node>, Node> rebuild)
    {
        var rebuilt = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        var visited = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Node Node, int NextInput)>();
        foreach (var root in roots)
        {
            if (visited.Add(root))
                pending.Push((root, 0));
            while (pending.TryPop(out var top))
            {
                var (node, next) = top;
                if (supplied.Contains(node))
                {
                    rebuilt.Add(node, node);
                }
                else if (next == node.Inputs.Length)
                {
                    rebuilt.Add(node, rebuild(node, [.. node.Inputs.Select(input => rebuilt[input])]));
                }
                else
                {
                    pending.Push((node, next + 1));
                    if (visited.Add(node.Inputs[next]))
                        pending.Push((node.Inputs[next], 0));
                }
            }
        }

        return [.. roots.Select(root => rebuilt[root])];
    }
}
