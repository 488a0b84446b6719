namespace Dsl.Runtime.Export;

/// <summary>Leaves out of a graph what nothing leads to a result: windows of a convolution, for instance, which has an operator that needs none.</summary>
internal static class OnnxPruning
{
    public static OnnxGraph Prune(OnnxGraph graph)
    {
        var read = graph.Outputs.Select(static output => output.Name).ToHashSet(StringComparer.Ordinal);
        var kept = new Stack<OnnxNode>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Outputs.Any(read.Contains))
                continue;
            kept.Push(node);
            AddRead(node, read);
        }

        return graph with { Nodes = [.. kept], Initializers = [.. graph.Initializers.Where(tensor => read.Contains(tensor.Name))] };
    }

    // A body reads values of the graph around it; it was pruned when it was built.
    private static void AddRead(OnnxNode node, HashSet<string> read)
    {
        read.UnionWith(node.Inputs);
        foreach (var body in node.Attributes.Select(static attribute => attribute.Graph).OfType<OnnxGraph>())
        {
            read.UnionWith(body.Outputs.Select(static output => output.Name));
            foreach (var inner in body.Nodes)
                AddRead(inner, read);
        }
    }
}
