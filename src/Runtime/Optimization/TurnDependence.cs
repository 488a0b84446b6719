using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>How the value of an operation in a recurrence's body comes about.</summary>
internal enum TurnDependence
{
    /// <summary>It is the same in every turn.</summary>
    Same,

    /// <summary>It differs between turns, but all turns could be computed at once.</summary>
    Parallel,

    /// <summary>It needs a value that an earlier turn carries on, or has no form for all turns at once.</summary>
    Carried,
}

/// <summary>Finds <see cref="TurnDependence"/>.</summary>
internal static class TurnDependences
{
    /// <summary>The dependence of every operation.</summary>
    /// <param name="body">The body.</param>
    /// <param name="order">Its operations, inputs before users.</param>
    public static Dictionary<Node, TurnDependence> Of(ScanBody body, ImmutableArray<Node> order)
    {
        var dependences = new Dictionary<Node, TurnDependence>(order.Length, ReferenceEqualityComparer.Instance);
        foreach (var node in order)
            dependences.Add(node, Of(node));
        return dependences;

        TurnDependence Of(Node node)
        {
            if (node.Attributes is InputAttributes { Input: var input })
                return body.Carries.Contains(input) ? TurnDependence.Carried : body.Captures.Contains(input) ? TurnDependence.Same : TurnDependence.Parallel;
            var dependence = TurnDependence.Same;
            foreach (var operand in node.Inputs)
                dependence = (TurnDependence)Math.Max((int)dependence, (int)dependences[operand]);
            return dependence != TurnDependence.Parallel || LeadingAxis.CanAdd(node, [.. node.Inputs.Select(operand => dependences[operand] != TurnDependence.Same)])
                ? dependence
                : TurnDependence.Carried;
        }
    }
}
