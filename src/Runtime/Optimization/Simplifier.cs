using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Applies the first rewrite rule that fits, again and again, until none does; operations that a rule makes are rewritten too.</summary>
internal sealed class Simplifier(GraphBuilder builder) : INodeRewriter
{
    // Every rule makes its operation smaller or simpler; the bounds are for rules that would undo each other.
    private const int MaximumSteps = 16;
    private const int MaximumDepth = 12;

    private readonly HashSet<Node> finished = new(ReferenceEqualityComparer.Instance);

    public Node Rewrite(Node node)
    {
        foreach (var input in node.Inputs)
            finished.Add(input);
        return Rewrite(node, 0);
    }

    private Node Rewrite(Node node, int depth)
    {
        for (var step = 0; step < MaximumSteps; step++)
        {
            if (Next(node) is not { } replacement)
                break;
            node = finished.Contains(replacement) || depth == MaximumDepth ? replacement : WithFinishedInputs(replacement, depth);
        }

        finished.Add(node);
        return node;
    }

    private Node? Next(Node node)
    {
        foreach (var rule in RewriteRules.For(node.Operator))
        {
            if (rule.Replace(builder, node) is { } replacement)
                return replacement;
        }

        return null;
    }

    private Node WithFinishedInputs(Node node, int depth)
    {
        var inputs = node.Inputs;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!finished.Contains(node.Inputs[i]))
                inputs = inputs.SetItem(i, Rewrite(WithFinishedInputs(node.Inputs[i], depth + 1), depth + 1));
        }

        return GraphRebuilder.WithInputs(builder, node, inputs, node.Attributes);
    }
}
