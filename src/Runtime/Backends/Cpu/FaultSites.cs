using Dsl.Language.Graph;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The operations that kernels name by number when they meet a fault.</summary>
internal sealed class FaultSites
{
    private readonly List<Node> nodes = [];

    public Node this[int site] => nodes[site];

    public int Add(Node node)
    {
        nodes.Add(node);
        return nodes.Count - 1;
    }
}
