using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Scheduling;

/// <summary>The nodes that a request needs, inputs before users.</summary>
public static class NodeOrder
{
    /// <summary>Every node that the roots need, in a fixed order; the inputs of supplied nodes are not needed.</summary>
    public static ImmutableArray<Node> Of(IEnumerable<Node> roots, IReadOnlySet<Node> supplied)
    {
        var order = ImmutableArray.CreateBuilder<Node>();
        var visited = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(Node Node, int NextInput)>();
        foreach (var root in roots)
        {
            if (!visited.Add(root))
                continue;
            pending.Push((root, 0));
            while (pending.TryPop(out var item))
            {
                var (node, next) = item;
                if (supplied.Contains(node) || next == node.Inputs.Length)
                {
                    order.Add(node);
                    continue;
                }

                pending.Push((node, next + 1));
                if (visited.Add(node.Inputs[next]))
                    pending.Push((node.Inputs[next], 0));
            }
        }

        return order.ToImmutable();
    }
}
