using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Differentiation;

/// <summary>One walk from outputs back to the targets, along nothing but the paths between them.</summary>
internal sealed class ReversePass
{
    private readonly GraphBuilder builder;
    private readonly ImmutableArray<Node> order;
    private readonly HashSet<Node> targets;
    private readonly Dictionary<OperatorAttributes, List<Node>> sourceTargets = [];
    private readonly HashSet<Node> reaching = [];
    private readonly Dictionary<Node, Node> gradients = [];
    private readonly Dictionary<Node, Node?[]> scanGradients = [];

    public ReversePass(GraphBuilder builder, ImmutableArray<Node> outputs, ImmutableArray<Node> targets)
    {
        this.builder = builder;
        this.targets = [.. targets];
        foreach (var target in targets.Where(static t => t.Attributes.ReadsOutside))
            sourceTargets.TryAdd(target.Attributes, []);
        order = GraphTraversal.TopologicalOrder(outputs);
        foreach (var node in order)
        {
            if (node.Attributes.ReadsOutside && sourceTargets.TryGetValue(node.Attributes, out var readers))
                readers.Add(node);
            if (CarriesGradient(node) && (IsTarget(node) || node.Inputs.Any(reaching.Contains)))
                reaching.Add(node);
        }
    }

    /// <summary>The gradients by all nodes on the way, once it has been walked.</summary>
    public IReadOnlyDictionary<Node, Node> Gradients => gradients;

    /// <summary>Walks back; null cotangents are zero.</summary>
    public DifferentiationFailure? Run(ImmutableArray<Node> outputs, ImmutableArray<Node> cotangents)
    {
        for (var i = 0; i < outputs.Length; i++)
            Accumulate(outputs[i], cotangents[i]);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            var node = order[i];
            if (!reaching.Contains(node) || !node.Inputs.Any(reaching.Contains))
                continue;
            builder.DefaultLocation = node.Location;
            if (Visit(node) is { } failure)
                return failure;
        }

        return null;
    }

    /// <summary>The gradient by a target, which several nodes may read; null where it is zero.</summary>
    public Node? GradientOf(Node target)
    {
        if (!target.Attributes.ReadsOutside)
            return gradients.GetValueOrDefault(target);
        Node? sum = null;
        foreach (var reader in sourceTargets[target.Attributes])
        {
            if (gradients.TryGetValue(reader, out var gradient))
                sum = sum is null ? gradient : builder.Add(sum, gradient);
        }

        return sum;
    }

    private DifferentiationFailure? Visit(Node node)
    {
        if (node.Operator == SourceOperators.Scan)
            return VisitScan(node);
        if (!gradients.TryGetValue(node, out var gradient))
            return null;
        if (node.Operator == SourceOperators.ScanResult)
        {
            AccumulateScan(node.Inputs[0], node.AttributesAs<ScanResultAttributes>().Index, gradient);
            return null;
        }

        if (node.Operator == RecomputationOperators.Recomputed)
            return VisitRecomputed(node, gradient);
        switch (node.Operator.Gradient)
        {
            case DifferentiableRule rule:
                var inputGradients = rule.Build(new GradientContext(builder, node, gradient));
                for (var i = 0; i < inputGradients.Length; i++)
                {
                    if (inputGradients[i] is { } inputGradient)
                        Accumulate(node.Inputs[i], inputGradient);
                }

                return null;
            case NotDifferentiableRule rule:
                return new DifferentiationFailure(node, rule.Reason);
            default:
                return null;
        }
    }

    private DifferentiationFailure? VisitRecomputed(Node node, Node gradient)
    {
        var (gradients, failure) = new RecomputedRegion(builder, node).Build(gradient, reaching.Contains);
        foreach (var (value, valueGradient) in gradients)
            Accumulate(value, valueGradient);
        return failure;
    }

    private DifferentiationFailure? VisitScan(Node scan)
    {
        if (!scanGradients.TryGetValue(scan, out var resultGradients))
            return null;
        var (inputGradients, failure) = new ScanGradient(builder, scan).Build(
            ImmutableArray.Create(resultGradients), [.. scan.Inputs.Select(reaching.Contains)]);
        if (failure is not null)
            return failure;
        for (var i = 0; i < inputGradients.Length; i++)
        {
            if (inputGradients[i] is { } inputGradient)
                Accumulate(scan.Inputs[i], inputGradient);
        }

        return null;
    }

    private void Accumulate(Node node, Node gradient)
    {
        if (!reaching.Contains(node))
            return;
        gradients[node] = gradients.TryGetValue(node, out var sum) ? builder.Add(sum, gradient) : gradient;
    }

    private void AccumulateScan(Node scan, int index, Node gradient)
    {
        if (!scanGradients.TryGetValue(scan, out var results))
        {
            results = new Node?[ScanRules.ResultCount(scan.AttributesAs<ScanAttributes>().Body)];
            scanGradients.Add(scan, results);
        }

        results[index] = results[index] is { } sum ? builder.Add(sum, gradient) : gradient;
    }

    private bool IsTarget(Node node) => targets.Contains(node) || (node.Attributes.ReadsOutside && sourceTargets.ContainsKey(node.Attributes));

    // Only floats carry gradients; a recurrence's own type is that of its first result and says nothing about the others.
    private static bool CarriesGradient(Node node) => node.Element.IsFloat() || node.Operator == SourceOperators.Scan;
}
