using Dsl.Language.Graph;

namespace Dsl.Runtime.Optimization;

/// <summary>Applies the first rewrite rule that fits, again and again, until none does.</summary>
internal sealed class Simplifier(GraphBuilder builder) : INodeRewriter
{
    // Every rule makes its operation smaller or simpler; the bound is for rules that would undo each other.
    private const int MaximumSteps = 16;

    public Node Rewrite(Node node)
    {
        for (var step = 0; step < MaximumSteps; step++)
        {
            if (Next(node) is not { } replacement)
                return node;
            node = replacement;
        }

        return node;
    }

    private Node? Next(Node node)
    {
        foreach (var rule in RewriteRules.All)
        {
            if (rule.Replace(builder, node) is { } replacement)
                return replacement;
        }

        return null;
    }
}
