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
        var rebuilt = new Dictionary<Node, Node?>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Node Node, int NextInput)>();
        foreach (var root in roots)
        {
            if (rebuilt.TryAdd(root, null))
                pending.Push((root, 0));
            while (pending.TryPop(out var top))
            {
                var (node, next) = top;
                if (supplied.Contains(node))
                {
                    rebuilt[node] = node;
                }
                else if (next == node.Inputs.Length)
                {
                    rebuilt[node] = rebuild(node, Replaced(node.Inputs, rebuilt));
                }
                else
                {
                    pending.Push((node, next + 1));
                    if (rebuilt.TryAdd(node.Inputs[next], null))
                        pending.Push((node.Inputs[next], 0));
                }
            }
        }

        return Replaced(roots, rebuilt);
    }

    /// <summary>The node itself where inputs and attributes are its own, else a copy with these.</summary>
    public static Node WithInputs(GraphBuilder builder, Node node, ImmutableArray<Node> inputs, OperatorAttributes attributes) =>
        inputs == node.Inputs && ReferenceEquals(attributes, node.Attributes) ? node : builder.CreateTyped(node.Operator, inputs, attributes, node.Type, node.Location);

    // The same array where nothing is replaced.
    private static ImmutableArray<Node> Replaced(ImmutableArray<Node> nodes, Dictionary<Node, Node?> rebuilt)
    {
        ImmutableArray<Node>.Builder? changed = null;
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = rebuilt[nodes[i]]!;
            if (changed is null && ReferenceEquals(node, nodes[i]))
                continue;
            if (changed is null)
            {
                changed = ImmutableArray.CreateBuilder<Node>(nodes.Length);
                changed.AddRange(nodes, i);
            }

            changed.Add(node);
        }

        return changed?.MoveToImmutable() ?? nodes;
    }
}
