using Dsl.Language.Graph;

namespace Dsl.Language.Binding.Training;

/// <summary>Finds a loss that looks up a class number among too few outputs: it would fail on the first row of the last class.</summary>
internal static class ClassCounts
{
    /// <summary>The number of outputs where it is known to be smaller than the number of classes, else null.</summary>
    public static long? FindTooFew(Node loss, Node target, int classes)
    {
        if (classes == 0)
            return null;
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>();
        pending.Push(loss);
        while (pending.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            if (node.Operator.Name == "pick" && ReferenceEquals(Source(node.Inputs[1]), target)
                && node.Inputs[0].Shape[node.Inputs[0].Shape.Rank - 1].Size.ConstantValue is { } outputs && outputs < classes)
                return outputs;
            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return null;
    }

    private static Node Source(Node node)
    {
        while (node.Operator.Name is "label" or "cast" or "reshape")
            node = node.Inputs[0];
        return node;
    }
}
