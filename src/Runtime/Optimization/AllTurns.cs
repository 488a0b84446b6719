using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Optimization;

/// <summary>Writes operations of a recurrence's body outside, once for all turns: values that differ between turns get the turns as their first axis.</summary>
/// <param name="builder">Makes the operations.</param>
/// <param name="scan">The recurrence.</param>
/// <param name="stack">
/// The stack of a body's value that is not to be computed outside, with the turns as its first axis; null for one that is to be. Never asked for the inputs
/// that all turns have from outside.
/// </param>
internal sealed class AllTurns(GraphBuilder builder, Node scan, Func<Node, Node?> stack)
{
    private readonly ScanAttributes attributes = scan.AttributesAs<ScanAttributes>();
    private readonly Dictionary<Node, (Node Value, bool Differs)> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The value at all turns, and whether it differs between turns and so has the turns as its first axis.</summary>
    public (Node Value, bool Differs) Of(Node node)
    {
        var pending = new Stack<Node>();
        pending.Push(node);
        while (pending.TryPeek(out var next))
        {
            if (known.ContainsKey(next))
            {
                pending.Pop();
            }
            else if (FromOutside(next) is { } outside)
            {
                known.Add(next, outside);
            }
            else if (stack(next) is { } stacked)
            {
                known.Add(next, (stacked, true));
            }
            else if (next.Inputs.FirstOrDefault(input => !known.ContainsKey(input)) is { } missing)
            {
                pending.Push(missing);
            }
            else
            {
                known.Add(next, Compute(next));
            }
        }

        return known[node];
    }

    private (Node Value, bool Differs)? FromOutside(Node node)
    {
        if (node.Attributes is not InputAttributes { Input: var input })
            return node.Inputs.IsEmpty ? (builder.CreateTyped(node.Operator, [], node.Attributes, node.Type, node.Location), false) : null;
        var body = attributes.Body;
        if (input == body.Index)
            return (builder.Range(attributes.Length), true);
        if (body.Sequences.IndexOf(input) is >= 0 and var sequence)
            return (scan.Inputs[body.Carries.Length + sequence], true);
        return body.Captures.IndexOf(input) is >= 0 and var capture ? (scan.Inputs[body.Carries.Length + body.Sequences.Length + capture], false) : null;
    }

    private (Node Value, bool Differs) Compute(Node node)
    {
        var inputs = node.Inputs.Select(input => known[input]).ToImmutableArray();
        if (!inputs.Any(static input => input.Differs))
            return (builder.CreateTyped(node.Operator, [.. inputs.Select(static input => input.Value)], node.Attributes, node.Type, node.Location), false);
        return (LeadingAxis.Add(builder, node, [.. inputs.Select(static input => input.Value)], [.. inputs.Select(static input => input.Differs)], attributes.Length), true);
    }
}
