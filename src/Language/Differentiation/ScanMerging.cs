using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Differentiation;

/// <summary>
/// Makes one recurrence of those that differ only in what they stack: differentiation writes a recurrence again where it needs further outputs of it.
/// </summary>
public static class ScanMerging
{
    /// <summary>The same outputs, with every recurrence written once, also those inside recurrences.</summary>
    public static ImmutableArray<Node> Merge(ImmutableArray<Node> outputs)
    {
        var all = GraphTraversal.TopologicalOrder(outputs).Where(static node => node.Operator == SourceOperators.Scan).ToList();
        if (all.Count == 0)
            return outputs;
        var groups = all
            .GroupBy(static node => node, SameRecurrence.Instance)
            .ToList();
        var merged = new Dictionary<Node, (ScanAttributes Attributes, ImmutableArray<int> Results)>();
        var leaders = new Dictionary<Node, Node>();
        foreach (var group in groups)
        {
            MergeGroup([.. group], merged);
            foreach (var scan in group)
                leaders.Add(scan, group.Key);
        }

        var builder = new GraphBuilder();
        var scans = new Dictionary<Node, Node>();
        return GraphTraversal.Rebuild(outputs, (node, inputs) =>
        {
            if (merged.TryGetValue(node, out var scan))
            {
                // The members of a group have the same inputs, so the first one met stands for all.
                if (!scans.TryGetValue(leaders[node], out var shared))
                    scans.Add(leaders[node], shared = builder.CreateTyped(node.Operator, inputs, MergeInside(scan.Attributes), node.Type, node.Location));
                return shared;
            }

            var attributes = node.Attributes is ScanResultAttributes result && merged.TryGetValue(node.Inputs[0], out var source)
                ? new ScanResultAttributes(source.Results[result.Index])
                : node.Attributes;
            return builder.CreateTyped(node.Operator, inputs, attributes, node.Type, node.Location);
        });
    }

    private static ScanAttributes MergeInside(ScanAttributes attributes)
    {
        var body = attributes.Body;
        var merged = Merge([.. body.CarryResults, .. body.Outputs]);
        return attributes with
        {
            Body = body with { CarryResults = merged[..body.CarryResults.Length], Outputs = merged[body.CarryResults.Length..] },
        };
    }

    private static void MergeGroup(ImmutableArray<Node> scans, Dictionary<Node, (ScanAttributes Attributes, ImmutableArray<int> Results)> merged)
    {
        var first = scans[0].AttributesAs<ScanAttributes>();
        var all = new List<Node>();
        var results = new List<ImmutableArray<int>>();
        var carries = first.Body.Carries.Length;
        foreach (var scan in scans)
        {
            var indices = Enumerable.Range(0, carries).ToList();
            foreach (var output in scan.AttributesAs<ScanAttributes>().Body.Outputs)
            {
                var index = all.FindIndex(other => other == output || (output.Attributes is InputAttributes && output.Attributes.Equals(other.Attributes)));
                if (index < 0)
                {
                    index = all.Count;
                    all.Add(output);
                }

                indices.Add(carries + index);
            }

            results.Add([.. indices]);
        }

        var attributes = first with { Body = first.Body with { Outputs = [.. all] } };
        for (var i = 0; i < scans.Length; i++)
            merged.Add(scans[i], (attributes, results[i]));
    }

    private sealed class SameRecurrence : IEqualityComparer<Node>
    {
        public static SameRecurrence Instance { get; } = new();

        public bool Equals(Node? x, Node? y)
        {
            if (x?.Attributes is not ScanAttributes left || y?.Attributes is not ScanAttributes right)
                return ReferenceEquals(x, y);
            return left.Reverse == right.Reverse && left.Length.Equals(right.Length) && left.Body.Index == right.Body.Index
                && left.Body.Carries.SequenceEqual(right.Body.Carries) && left.Body.CarryResults.SequenceEqual(right.Body.CarryResults)
                && left.Body.Sequences.SequenceEqual(right.Body.Sequences) && left.Body.Captures.SequenceEqual(right.Body.Captures)
                && x.Inputs.SequenceEqual(y.Inputs);
        }

        public int GetHashCode(Node node) => node.Attributes is ScanAttributes scan ? scan.Body.Index.GetHashCode() : node.GetHashCode();
    }
}
