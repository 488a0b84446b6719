using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Makes recurrences small: carried values and outputs that nobody reads go, equal ones are one, a carried value that never changes is a capture, and
/// literals move inside.
/// </summary>
internal static class RecurrencePruning
{
    /// <summary>The roots with every recurrence pruned.</summary>
    public static ImmutableArray<Node> Apply(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var used = UsedResults(roots, supplied);
        if (used.Count == 0)
            return roots;
        var builder = new GraphBuilder();
        var results = new Dictionary<Node, ImmutableArray<Node?>>(ReferenceEqualityComparer.Instance);
        return GraphRebuilder.Rebuild(roots, supplied, (node, inputs) =>
        {
            if (node.Attributes is ScanAttributes attributes)
            {
                var inside = (ScanAttributes)Pass.Inside(attributes, attributes.Body, Apply);
                var (scan, stands) = Prune(builder, node, inside, inputs, used[node]);
                results.Add(node, stands);
                return scan;
            }

            return node.Attributes is ScanResultAttributes { Index: var index } && results.TryGetValue(node.Inputs[0], out var known)
                ? known[index]!
                : GraphRebuilder.WithInputs(builder, node, inputs, node.Attributes);
        });
    }

    private static Dictionary<Node, HashSet<int>> UsedResults(ImmutableArray<Node> roots, IReadOnlySet<Node> supplied)
    {
        var used = new Dictionary<Node, HashSet<int>>(ReferenceEqualityComparer.Instance);
        GraphRebuilder.Rebuild(roots, supplied, (node, _) =>
        {
            if (node.Operator == SourceOperators.Scan)
                used.TryAdd(node, []);
            else if (node.Attributes is ScanResultAttributes { Index: var index } && used.TryGetValue(node.Inputs[0], out var indices))
                indices.Add(index);
            return node;
        });
        return used;
    }

    private static (Node Scan, ImmutableArray<Node?> Results) Prune(
        GraphBuilder builder, Node node, ScanAttributes attributes, ImmutableArray<Node> inputs, HashSet<int> used)
    {
        var body = attributes.Body;
        var carries = body.Carries.Length;
        var results = new Node?[carries + body.Outputs.Length];
        var live = LiveCarries(body, used);

        // What stands for an output: a sequence as it is, an output like it, or itself.
        var outputs = new List<Node>();
        var outputPositions = new Dictionary<int, int>();
        for (var i = 0; i < body.Outputs.Length; i++)
        {
            if (!used.Contains(carries + i))
                continue;
            var output = body.Outputs[i];
            if (InputOf(output) is { } input && body.Sequences.IndexOf(input) is >= 0 and var sequence)
            {
                results[carries + i] = inputs[carries + sequence];
                continue;
            }

            var position = outputs.FindIndex(other => other == output || (InputOf(output) is not null && output.Attributes.Equals(other.Attributes)));
            outputPositions.Add(i, position < 0 ? outputs.Count : position);
            if (position < 0)
                outputs.Add(output);
        }

        var constant = Enumerable.Range(0, carries).Where(carry => live[carry] && InputOf(body.CarryResults[carry]) == body.Carries[carry]).ToHashSet();
        foreach (var carry in constant)
            results[carry] = inputs[carry];
        ImmutableArray<int> kept = [.. Enumerable.Range(0, carries).Where(carry => live[carry] && !constant.Contains(carry))];
        ImmutableArray<Node> roots = [.. kept.Select(carry => body.CarryResults[carry]), .. outputs];
        if (roots.IsEmpty)
            return (node, [.. results]);

        var sources = new RecurrenceInputs();
        for (var i = 0; i < body.Sequences.Length; i++)
            sources.AddSequence(body.Sequences[i], inputs[carries + i]);
        foreach (var carry in constant)
            sources.AddCapture(body.Carries[carry], inputs[carry]);
        for (var i = 0; i < body.Captures.Length; i++)
            sources.AddCapture(body.Captures[i], inputs[carries + body.Sequences.Length + i]);
        roots = sources.Bind(roots);
        var pruned = new ScanBody(
            body.Index, [.. kept.Select(carry => body.Carries[carry])], sources.Sequences, sources.Captures, roots[..kept.Length], roots[kept.Length..]);
        ImmutableArray<Node> prunedInputs = [.. kept.Select(carry => inputs[carry]), .. sources.SequenceValues, .. sources.CaptureValues];
        var result = attributes with { Body = pruned };
        var scan = builder.CreateTyped(SourceOperators.Scan, prunedInputs, result, ScanResultType(result, 0), node.Location);
        for (var i = 0; i < kept.Length; i++)
            results[kept[i]] = Result(builder, scan, result, i);
        foreach (var (output, position) in outputPositions)
            results[carries + output] = Result(builder, scan, result, kept.Length + position);
        return (scan, [.. results]);
    }

    // Carried values that are asked for, or that what is asked for reads; found by repeating until nothing changes.
    private static bool[] LiveCarries(ScanBody body, HashSet<int> used)
    {
        var carries = body.Carries.Length;
        var live = Enumerable.Range(0, carries).Select(used.Contains).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            var roots = body.CarryResults.Where((_, i) => live[i]).Concat(body.Outputs.Where((_, i) => used.Contains(carries + i)));
            foreach (var node in GraphTraversal.TopologicalOrder([.. roots]))
            {
                if (InputOf(node) is { } input && body.Carries.IndexOf(input) is >= 0 and var carry && !live[carry])
                    live[carry] = changed = true;
            }
        }

        return live;
    }

    private static Node Result(GraphBuilder builder, Node scan, ScanAttributes attributes, int index) =>
        builder.CreateTyped(SourceOperators.ScanResult, [scan], new ScanResultAttributes(index), ScanResultType(attributes, index), scan.Location);

    private static TensorType ScanResultType(ScanAttributes attributes, int index)
    {
        var body = attributes.Body;
        if (index < body.Carries.Length)
            return body.Carries[index].Type;
        var output = body.Outputs[index - body.Carries.Length].Type;
        return output with { Shape = output.Shape.Insert(0, attributes.Length) };
    }

    private static GraphInput? InputOf(Node node) => node.Attributes is InputAttributes { Input: var input } ? input : null;
}
