using System.Collections.Immutable;

namespace Dsl.Language.Graph;

/// <summary>Walks over graphs without recursion: a graph may be a hundred thousand operations deep.</summary>
public static class GraphTraversal
{
    /// <summary>Every node that the outputs depend on, once, inputs before users; bodies of recurrences are not entered.</summary>
    public static ImmutableArray<Node> TopologicalOrder(ImmutableArray<Node> outputs) => TopologicalOrder(outputs, static _ => false);

    /// <summary>Every node that the outputs depend on, but for what leads to nodes whose value is known.</summary>
    public static ImmutableArray<Node> TopologicalOrder(ImmutableArray<Node> outputs, Func<Node, bool> isKnown)
    {
        var order = ImmutableArray.CreateBuilder<Node>();
        var seen = new HashSet<Node>();
        var pending = new Stack<(Node Node, int NextInput)>();
        foreach (var output in outputs)
        {
            if (!seen.Add(output))
                continue;
            pending.Push((output, 0));
            while (pending.TryPop(out var top))
            {
                if (top.NextInput == top.Node.Inputs.Length || (top.NextInput == 0 && isKnown(top.Node)))
                {
                    order.Add(top.Node);
                    continue;
                }

                pending.Push((top.Node, top.NextInput + 1));
                var input = top.Node.Inputs[top.NextInput];
                if (seen.Add(input))
                    pending.Push((input, 0));
            }
        }

        return order.ToImmutable();
    }

    /// <summary>A copy of the outputs in which every node is what <paramref name="rebuild"/> makes of it and its rebuilt inputs; shared nodes stay shared.</summary>
    public static ImmutableArray<Node> Rebuild(ImmutableArray<Node> outputs, Func<Node, ImmutableArray<Node>, Node> rebuild)
    {
        var rebuilt = new Dictionary<Node, Node>();
        foreach (var node in TopologicalOrder(outputs))
        {
            var inputs = ImmutableArray.CreateBuilder<Node>(node.Inputs.Length);
            foreach (var input in node.Inputs)
                inputs.Add(rebuilt[input]);
            rebuilt.Add(node, rebuild(node, inputs.MoveToImmutable()));
        }

        return [.. outputs.Select(output => rebuilt[output])];
    }
}
