using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>Which operations of a recurrence's body are to be computed after it, when these sums are.</summary>
internal sealed class SinkingPlan
{
    // Stacking operands of a contraction may take so many times the memory of its results, and always so many elements a turn.
    private const double LargestGrowth = 16;
    private const double SmallTurn = 1 << 20;

    private readonly ScanBody body;
    private readonly ImmutableArray<Node> order;
    private readonly Dictionary<Node, TurnDependence> dependences;
    private readonly HashSet<Node> carriedOn = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> after = new(ReferenceEqualityComparer.Instance);

    /// <param name="body">The body.</param>
    /// <param name="sums">Carried values that are sums over all turns and are formed after the recurrence.</param>
    public SinkingPlan(ScanBody body, IReadOnlySet<int> sums)
    {
        this.body = body;
        order = GraphTraversal.TopologicalOrder(body.CarryResults.AddRange(body.Outputs));
        dependences = TurnDependences.Of(body, order);
        carriedOn.UnionWith(GraphTraversal.TopologicalOrder([.. body.CarryResults.Where((_, carry) => !sums.Contains(carry))]));
        foreach (var node in order)
        {
            if (!carriedOn.Contains(node) && HasForm(node) && (node.Inputs.Any(after.Contains) || IsContraction(node)))
                after.Add(node);
        }
    }

    /// <summary>The carried values that each turn only adds to, with what it adds.</summary>
    public static Dictionary<int, ImmutableArray<Node>> Sums(ScanBody body)
    {
        var roots = body.CarryResults.AddRange(body.Outputs);
        var uses = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        var readers = new Dictionary<GraphInput, int>();
        foreach (var node in GraphTraversal.TopologicalOrder(roots))
        {
            foreach (var input in node.Inputs)
                uses[input] = uses.GetValueOrDefault(input) + 1;
            if (node.Attributes is InputAttributes { Input: var read })
                readers[read] = readers.GetValueOrDefault(read) + 1;
        }

        foreach (var root in roots)
            uses[root] = uses.GetValueOrDefault(root) + 1;
        var sums = new Dictionary<int, ImmutableArray<Node>>();
        for (var carry = 0; carry < body.Carries.Length; carry++)
        {
            if (readers.GetValueOrDefault(body.Carries[carry]) == 1 && Terms(body.CarryResults[carry], body.Carries[carry], uses) is { } terms)
                sums.Add(carry, terms);
        }

        return sums;
    }

    /// <summary>Whether the operation is a result that is better formed after the recurrence.</summary>
    public bool IsAfter(Node node) => after.Contains(node);

    /// <summary>Whether the operation is computed outside when its value is asked for there, rather than stacked.</summary>
    public bool IsComputedOutside(Node node) =>
        after.Contains(node) || dependences[node] != TurnDependence.Carried || (IsView(node) && HasForm(node) && NodeCosts.Count(node.Inputs[0]) <= NodeCosts.Count(node));

    /// <summary>Whether the operands of a contraction are small enough to be stacked.</summary>
    public bool MayStackOperands(Node contraction) =>
        contraction.Inputs.Where(input => dependences[input] == TurnDependence.Carried && !body.Outputs.Contains(input)).Sum(NodeCosts.Count)
            <= (LargestGrowth * NodeCosts.Count(contraction)) + SmallTurn;

    private bool IsContraction(Node node) => node.Operator == ContractionOperators.Contract && MayStackOperands(node);

    private bool HasForm(Node node) =>
        dependences[node] == TurnDependence.Carried && !node.Inputs.IsEmpty
        && LeadingAxis.CanAdd(node, [.. node.Inputs.Select(input => dependences[input] != TurnDependence.Same)]);

    private static bool IsView(Node node) => node.Inputs.Length == 1 && NodeCosts.IsFree(node);

    // The carried value plus terms, each sum read once; what the terms are does not depend on the carried value then.
    private static ImmutableArray<Node>? Terms(Node result, GraphInput carry, Dictionary<Node, int> uses)
    {
        var terms = ImmutableArray.CreateBuilder<Node>();
        var sum = result;
        while (sum.Operator == ArithmeticOperators.Add && uses[sum] == 1)
        {
            var next = LeadsTo(sum.Inputs[0], carry, uses) ? 0 : LeadsTo(sum.Inputs[1], carry, uses) ? 1 : -1;
            if (next < 0)
                return null;
            terms.Add(sum.Inputs[1 - next]);
            sum = sum.Inputs[next];
        }

        return terms.Count > 0 && uses[sum] == 1 && sum.Attributes is InputAttributes { Input: var input } && input == carry ? terms.ToImmutable() : null;
    }

    private static bool LeadsTo(Node node, GraphInput carry, Dictionary<Node, int> uses)
    {
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            if (next.Attributes is InputAttributes { Input: var input } && input == carry)
                return true;
            if (next.Operator == ArithmeticOperators.Add && uses[next] == 1)
            {
                pending.Push(next.Inputs[0]);
                pending.Push(next.Inputs[1]);
            }
        }

        return false;
    }
}
