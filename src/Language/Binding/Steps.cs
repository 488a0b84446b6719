using Dsl.Language.Graph;

namespace Dsl.Language.Binding;

/// <summary>Looks for values that depend on another only through functions that move in steps, whose gradient is zero.</summary>
internal static class Steps
{
    /// <summary>
    /// A step function through which every dependence passes, or null when there is a differentiable path, no dependence, the script itself stops the gradient, or a
    /// derivative moves in steps, as that of a rectifier does: its own derivative is zero, and nobody meant anything else.
    /// </summary>
    public static Node? Between(Node scalar, Node variable, DerivativeNodes derivatives)
    {
        var seen = new HashSet<(Node, bool)>();
        var pending = new Stack<(Node Node, bool IsOfDerivative)>();
        Node? step = null;
        pending.Push((scalar, false));
        while (pending.TryPop(out var place))
        {
            var node = place.Node;
            if (ReferenceEquals(node, variable))
                return null;
            if (!seen.Add(place) || node.Inputs.IsEmpty)
                continue;
            var isOfDerivative = place.IsOfDerivative || derivatives.Contains(node);
            if (node.Operator.Gradient is ZeroAlmostEverywhereRule)
            {
                if (!Elaborator.DependsOn(node, variable))
                    continue;
                if (isOfDerivative || node.Operator == Operators.FunctionOperators.StopGradient)
                    return null;
                step = node;
                continue;
            }

            foreach (var input in node.Inputs)
                pending.Push((input, isOfDerivative));
        }

        return step;
    }
}
