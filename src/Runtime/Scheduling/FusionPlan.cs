using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Decides which nodes are computed inside the kernels that use them. A node keeps a buffer when it is asked for from outside, is read by a kernel of its own
/// kind, holds a loop that would be repeated, or costs more to compute again than to load.
/// </summary>
internal sealed class FusionPlan
{
    private const int MaximumKernelNodes = 40;
    private const int MaximumCheapChain = 3;
    private const int CheapWeight = 1;
    private const double MostDraws = 4;

    // Work that is repeated less often than this is repeated rather than stored.
    private const double RepeatTolerance = 1.001;

    private readonly IReadOnlySet<Node> supplied;
    private readonly HashSet<Node> inlined = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, Demand> demands = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, NodeProfile> profiles = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, int> uses = new(ReferenceEqualityComparer.Instance);

    private FusionPlan(IReadOnlySet<Node> supplied, ImmutableArray<Node> order, ImmutableArray<Node> roots)
    {
        this.supplied = supplied;
        foreach (var used in order.SelectMany(static node => node.Inputs).Concat(roots))
            uses[used] = uses.GetValueOrDefault(used) + 1;
    }

    /// <summary>The nodes without a buffer.</summary>
    /// <param name="order">All needed nodes, inputs before users.</param>
    /// <param name="roots">Nodes whose values are asked for.</param>
    /// <param name="supplied">Nodes that are not computed.</param>
    public static HashSet<Node> Inlined(ImmutableArray<Node> order, ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var plan = new FusionPlan(supplied, order, roots);
        foreach (var root in roots)
            plan.DemandOf(root).NeedsBuffer = true;
        for (var i = order.Length - 1; i >= 0; i--)
            plan.Decide(order[i]);
        plan.LimitSizes(order);
        return plan.inlined;
    }

    private Demand DemandOf(Node node)
    {
        if (!demands.TryGetValue(node, out var demand))
            demands.Add(node, demand = new Demand());
        return demand;
    }

    private void Decide(Node node)
    {
        if (supplied.Contains(node))
            return;
        var demand = DemandOf(node);
        if (node.Operator.Lowering is not ElementLowering)
        {
            foreach (var input in node.Inputs)
                DemandOf(input).NeedsBuffer = true;
            return;
        }

        var profile = NodeProfile.Of(node);
        profiles.Add(node, profile);
        var isInlined = !TransposesProduct(node) && (demand.IsTransposedProduct || MayInline(node, profile, demand));
        if (TransposesProduct(node))
            DemandOf(node.Inputs[0]).IsTransposedProduct = true;
        if (isInlined)
            inlined.Add(node);
        Spread(node, profile, demand, isInlined);
    }

    /// <summary>Whether the node is all that becomes of a product: it then stores its sums in their new places itself.</summary>
    private bool TransposesProduct(Node node) =>
        node.Operator == MovementOperators.Transpose && node.Inputs[0].Operator == ContractionOperators.Contract && uses[node.Inputs[0]] == 1 && !supplied.Contains(node.Inputs[0]);

    private static bool MayInline(Node node, NodeProfile profile, Demand demand)
    {
        if (demand.NeedsBuffer)
            return false;
        var repeats = demand.Reads / Math.Max(1, NodeProfile.Count(node));
        if (demand.IsInContraction)
            return profile.IsView;
        if (repeats <= MostDraws && IsDraw(node))
        {
            // Random numbers depend on nothing but their place: drawing them again is cheaper than keeping them, for masks of dropout above all.
            return true;
        }

        if (profile.IsReduction)
            return !profile.IsContraction && demand.Consumers == 1 && !demand.IsInReduction && repeats <= RepeatTolerance;
        if (repeats <= RepeatTolerance || profile.Weight == 0)
            return true;
        return profile.Weight <= CheapWeight && demand.CheapChain < MaximumCheapChain;
    }

    /// <summary>Whether the values are random numbers, or such numbers compared with or scaled by literals.</summary>
    private static bool IsDraw(Node node)
    {
        if (node.Operator.IsRandom)
            return true;
        var draws = node.Inputs.Count(static input => SourceValues.UniformOf(input) is null);
        return draws == 1 && node.Inputs.Single(static input => SourceValues.UniformOf(input) is null).Operator.IsRandom;
    }

    /// <summary>Tells the inputs how often, and where, they are read.</summary>
    private void Spread(Node node, NodeProfile profile, Demand demand, bool isInlined)
    {
        var factor = isInlined ? demand.Reads / Math.Max(1, NodeProfile.Count(node)) : 1;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            var input = DemandOf(node.Inputs[i]);
            input.Reads += profile.Reads[i] * factor;
            input.Consumers++;
            input.IsInReduction |= profile.IsReduction || (isInlined && demand.IsInReduction);
            input.IsInContraction |= profile.IsContraction || (isInlined && demand.IsInContraction);
            if (isInlined && factor > RepeatTolerance)
                input.CheapChain = Math.Max(input.CheapChain, demand.CheapChain + (profile.Weight > 0 ? 1 : 0));
        }
    }

    /// <summary>Cuts kernels that would grow too large: the largest part gets a buffer first.</summary>
    private void LimitSizes(ImmutableArray<Node> order)
    {
        var sizes = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        foreach (var node in order)
        {
            var total = SizeWith(node);
            while (total > MaximumKernelNodes)
            {
                var largest = node.Inputs.Where(inlined.Contains).MaxBy(SizeOf);
                if (largest is null)
                    break;
                inlined.Remove(largest);
                total = SizeWith(node);
            }

            sizes.Add(node, total);
        }

        int SizeWith(Node node)
        {
            var size = 1;
            foreach (var input in node.Inputs)
                size += SizeOf(input);
            return size;
        }

        int SizeOf(Node node) => inlined.Contains(node) ? sizes[node] : 0;
    }

    private sealed class Demand
    {
        public bool NeedsBuffer { get; set; }

        public double Reads { get; set; }

        public int Consumers { get; set; }

        public bool IsInReduction { get; set; }

        public bool IsInContraction { get; set; }

        public bool IsTransposedProduct { get; set; }

        public int CheapChain { get; set; }
    }
}
