using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Differentiation;

/// <summary>
/// Decides which values of a recurrence's forward turn its gradient reads from a stack, and which it computes again from those: a minimum cut between
/// what the turn starts from and what the gradient needs, as in Zhuang, Lin, Zhao, "Min-cut optimal recomputation" (2022).
/// </summary>
internal static class ForwardCut
{
    // Costs of one float in units of one addition: to store it and read it back, and to read what is stored anyway.
    private const long StoreCost = 16;
    private const long ReadCost = 4;

    // A contraction does so many of its operations in the time of one element-wise addition.
    private const long ContractionSpeed = 4;

    private const long LargestCost = FlowNetwork.Unlimited >> 8;
    private const long TypicalSize = 32;

    /// <summary>The copies of forward nodes to be replaced by reads of a stack.</summary>
    /// <param name="results">What the backward turn computes.</param>
    /// <param name="originals">The nodes of the forward body, by their copies in the backward turn.</param>
    /// <param name="body">The forward body.</param>
    public static ImmutableArray<Node> Choose(ImmutableArray<Node> results, IReadOnlyDictionary<Node, Node> originals, ScanBody body)
    {
        var order = GraphTraversal.TopologicalOrder(results);
        var copies = order.Where(originals.ContainsKey).ToImmutableArray();
        var positions = new Dictionary<Node, int>(copies.Length);
        foreach (var copy in copies)
            positions.Add(copy, positions.Count);
        var (source, sink) = (2 * copies.Length, (2 * copies.Length) + 1);
        var network = new FlowNetwork((2 * copies.Length) + 2);
        foreach (var copy in copies)
        {
            var (enter, leave) = (2 * positions[copy], (2 * positions[copy]) + 1);
            network.Connect(source, enter, CostOfComputing(originals[copy], body));
            network.Connect(enter, leave, CostOfReading(originals[copy], body));
            foreach (var input in copy.Inputs)
                network.Connect((2 * positions[input]) + 1, enter, FlowNetwork.Unlimited);
        }

        foreach (var copy in results.Concat(order.Where(node => !originals.ContainsKey(node)).SelectMany(static node => node.Inputs)).Where(positions.ContainsKey).Distinct())
            network.Connect((2 * positions[copy]) + 1, sink, FlowNetwork.Unlimited);
        var isBefore = network.SourceSide(source, sink);
        return [.. copies.Where(copy => isBefore[2 * positions[copy]] && !isBefore[(2 * positions[copy]) + 1])];
    }

    private static long CostOfComputing(Node node, ScanBody body)
    {
        if (node.Attributes is InputAttributes { Input: var input })
        {
            var carry = body.Carries.IndexOf(input);
            return carry >= 0 ? Count(node.Shape.ElementCount) * (ForwardStacks.IsStacked(body, carry) ? ReadCost : StoreCost)
                : body.Sequences.Contains(input) ? Count(node.Shape.ElementCount) * ReadCost
                : 0;
        }

        var operations = Count(node.Operator.Cost(new CostContext([.. node.Inputs.Select(static i => i.Type)], node.Attributes, node.Type)));
        return node.Operator == ContractionOperators.Contract ? operations / ContractionSpeed : operations;
    }

    private static long CostOfReading(Node node, ScanBody body)
    {
        if (node.Operator == SourceOperators.Scan || node.Operator.Lowering is KernelLowering { Kind: KernelKind.Source })
            return FlowNetwork.Unlimited;
        return Count(node.Shape.ElementCount) * (body.Outputs.Contains(node) ? ReadCost : StoreCost);
    }

    // Named sizes are not known yet: each counts as one typical size, because what is compared mostly has the same ones.
    private static long Count(Dimension dimension)
    {
        var sizes = dimension.Symbols().Distinct().ToDictionary(static symbol => symbol, static _ => Dimension.Constant(TypicalSize));
        return dimension.TrySubstitute(sizes, out var value) && value.ConstantValue is { } count ? Math.Clamp(count, 0, LargestCost) : LargestCost;
    }
}
