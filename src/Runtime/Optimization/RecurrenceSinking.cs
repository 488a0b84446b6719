using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Optimization;

/// <summary>
/// Computes after a recurrence what no later turn needs: sums over all turns, as of the gradients of weights, and contractions whose results are only stacked.
/// Their operands are stacked instead, and one contraction over turns and rows together takes the place of one a turn.
/// </summary>
internal sealed class RecurrenceSinking(GraphBuilder builder) : INodeRewriter
{
    private readonly Dictionary<Node, ImmutableArray<Node>> results = new(ReferenceEqualityComparer.Instance);

    public Node Rewrite(Node node)
    {
        if (node.Attributes is ScanResultAttributes { Index: var index } && results.TryGetValue(node.Inputs[0], out var known))
            return known[index];
        if (node.Attributes is not ScanAttributes { Body: var body } attributes)
            return node;
        var terms = SinkingPlan.Sums(body);
        var sums = terms.Keys.ToHashSet();
        while (true)
        {
            var stacks = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
            var computed = Compute(node, attributes, terms, sums, stacks);
            if (sums.RemoveWhere(carry => !computed.ContainsKey(carry)) == 0)
                return computed.Count == 0 ? node : Assemble(node, attributes, computed, stacks);
        }
    }

    /// <summary>What is computed after the recurrence, by result; it reads placeholders for stacks.</summary>
    private Dictionary<int, Node> Compute(
        Node scan, ScanAttributes attributes, Dictionary<int, ImmutableArray<Node>> terms, HashSet<int> sums, Dictionary<Node, Node> stacks)
    {
        var body = attributes.Body;
        var plan = new SinkingPlan(body, sums);
        var turns = new AllTurns(builder, scan, node => plan.IsComputedOutside(node) ? null : Placeholder(node));
        var totals = new TurnSums(builder, plan, turns, node => stacks.ContainsKey(node) || body.Outputs.Contains(node));
        var computed = new Dictionary<int, Node>();
        for (var i = 0; i < body.Outputs.Length; i++)
        {
            if (plan.IsAfter(body.Outputs[i]))
                computed.Add(body.Carries.Length + i, turns.Of(body.Outputs[i]).Value);
        }

        // Sums that need nothing but stacks wait for those that make the stacks.
        for (var round = 0; round < 2; round++)
        {
            foreach (var carry in sums.Order().Where(carry => !computed.ContainsKey(carry)))
            {
                var parts = terms[carry].Select(term => totals.Of(term)).ToArray();
                if (!parts.Contains(null))
                    computed.Add(carry, parts.Aggregate(scan.Inputs[carry], (sum, part) => builder.Add(sum, part!)));
            }
        }

        return computed;

        Node Placeholder(Node node)
        {
            if (!stacks.TryGetValue(node, out var placeholder))
                stacks.Add(node, placeholder = builder.CreateInput(new GraphInput("stack", Stacked(node, attributes))));
            return placeholder;
        }
    }

    // The new recurrence carries and stacks what is left, and stacks what is computed after it reads.
    private Node Assemble(Node node, ScanAttributes attributes, Dictionary<int, Node> computed, Dictionary<Node, Node> stacks)
    {
        var body = attributes.Body;
        ImmutableArray<int> carries = [.. Enumerable.Range(0, body.Carries.Length).Where(carry => !computed.ContainsKey(carry))];
        var outputs = body.Outputs.Where((_, i) => !computed.ContainsKey(body.Carries.Length + i)).Concat(stacks.Keys).Distinct().ToImmutableArray();
        var changed = attributes with
        {
            Body = body with
            {
                Carries = [.. carries.Select(carry => body.Carries[carry])],
                CarryResults = [.. carries.Select(carry => body.CarryResults[carry])],
                Outputs = outputs,
            },
        };
        var scan = node;
        if (carries.Length + outputs.Length > 0)
        {
            ImmutableArray<Node> inputs = [.. carries.Select(carry => node.Inputs[carry]), .. node.Inputs[body.Carries.Length..]];
            var type = carries.IsEmpty ? Stacked(outputs[0], attributes) : changed.Body.Carries[0].Type;
            scan = builder.CreateTyped(node.Operator, inputs, changed, type, node.Location);
        }

        var placeholders = stacks.ToDictionary(static stack => stack.Value, stack => Output(stack.Key));
        var indices = computed.Keys.Order().ToArray();
        var known = node.Inputs.ToHashSet<Node>(ReferenceEqualityComparer.Instance);
        var values = GraphRebuilder.Rebuild([.. indices.Select(index => computed[index])], known, (operation, operands) =>
            placeholders.GetValueOrDefault(operation) ?? GraphRebuilder.WithInputs(builder, operation, operands, operation.Attributes));
        var all = new Node[body.Carries.Length + body.Outputs.Length];
        for (var i = 0; i < indices.Length; i++)
            all[indices[i]] = values[i];
        for (var i = 0; i < carries.Length; i++)
            all[carries[i]] = builder.CreateTyped(SourceOperators.ScanResult, [scan], new ScanResultAttributes(i), changed.Body.Carries[i].Type, node.Location);
        for (var i = 0; i < body.Outputs.Length; i++)
        {
            if (!computed.ContainsKey(body.Carries.Length + i))
                all[body.Carries.Length + i] = Output(body.Outputs[i]);
        }

        results.Add(scan, [.. all]);
        return scan;

        Node Output(Node value) => builder.CreateTyped(
            SourceOperators.ScanResult, [scan], new ScanResultAttributes(carries.Length + outputs.IndexOf(value)), Stacked(value, attributes), node.Location);
    }

    private static TensorType Stacked(Node node, ScanAttributes attributes) => node.Type with { Shape = node.Shape.Insert(0, attributes.Length) };
}
