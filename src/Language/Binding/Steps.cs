using Dsl.Language.Graph;

namespace Dsl.Language.Binding;

/// <summary>Looks for values that depend on another only through functions that move in steps, whose gradient is zero.</summary>
internal static class Steps
{
    /// <summary>
    /// A step function through which every dependence passes, or null when there is a differentiable path, no dependence, or
    /// the script itself stops the gradient.
    /// </summary>
    public static Node? Between(Node scalar, Node variable)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>();
        Node? step = null;
        pending.Push(scalar);
        while (pending.TryPop(out var node))
        {
            if (ReferenceEquals(node, variable))
                return null;
            if (!seen.Add(node) || node.Inputs.IsEmpty)
                continue;
            if (node.Operator.Gradient is ZeroAlmostEverywhereRule)
            {
                if (!Elaborator.DependsOn(node, variable))
                    continue;
                if (node.Operator.Name == "stop_gradient")
                    return null;
                step = node;
                continue;
            }

            foreach (var input in node.Inputs)
                pending.Push(input);
        }

        return step;
    }
}
