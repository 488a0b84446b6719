using Dsl.Language.Graph;

namespace Dsl.Language.Binding;

/// <summary>The nodes that differentiation has made, and the gradients it gave, which may have been there before.</summary>
internal sealed class DerivativeNodes
{
    private readonly List<(int First, int End)> ranges = [];
    private readonly HashSet<Node> gradients = [];

    /// <summary>Notes one differentiation.</summary>
    /// <param name="first">The number of the first node that it made.</param>
    /// <param name="end">The number after the last.</param>
    /// <param name="results">The gradients.</param>
    public void Add(int first, int end, IEnumerable<Node> results)
    {
        ranges.Add((first, end));
        gradients.UnionWith(results);
    }

    public bool Contains(Node node)
    {
        if (gradients.Contains(node))
            return true;

        // The last range that begins no later than the node; nodes are numbered in the order of their making.
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].First <= node.Id)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && node.Id < ranges[low - 1].End;
    }
}
