using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Differentiation;

/// <summary>Values that the turns of a recurrence have, stacked: what its gradient reads instead of computing a turn again.</summary>
internal sealed class ForwardStacks(GraphBuilder builder, Node scan)
{
    private readonly ScanAttributes attributes = scan.AttributesAs<ScanAttributes>();

    /// <summary>Whether the values carried into every turn are stacked already: as an output, or one turn later as what is carried on.</summary>
    public static bool IsStacked(ScanBody body, int carry) =>
        body.Outputs.Any(output => output == body.CarryResults[carry] || IsInput(output, body.Carries[carry]));

    /// <summary>The stacks of the values carried into every turn for these carries, then those of these nodes of the body.</summary>
    /// <remarks>
    /// What a recurrence stacks already is used; what it carries on is shifted by one turn. For the others the recurrence is written once more with
    /// further outputs; <see cref="ScanMerging"/> makes one of the two.
    /// </remarks>
    public ImmutableArray<Node> Of(ImmutableArray<int> carries, ImmutableArray<Node> nodes)
    {
        var body = attributes.Body;
        var stacks = carries.Select(Existing).Concat(nodes.Select(ExistingOutput)).ToArray();
        ImmutableArray<int> missing = [.. Enumerable.Range(0, stacks.Length).Where(i => stacks[i] is null)];
        if (!missing.IsEmpty)
        {
            var extended = body with
            {
                Outputs = [.. body.Outputs, .. missing.Select(i => i < carries.Length ? builder.CreateInput(body.Carries[carries[i]]) : nodes[i - carries.Length])],
            };
            var again = builder.CreateScan(extended, attributes.Length, attributes.Reverse, scan.Inputs, scan.Location);
            var first = body.Carries.Length + body.Outputs.Length;
            for (var i = 0; i < missing.Length; i++)
                stacks[missing[i]] = builder.CreateScanResult(again, first + i, scan.Location);
        }

        return [.. stacks.Select(static stack => stack!)];
    }

    private static bool IsInput(Node node, GraphInput input) => node.Attributes is InputAttributes attributes && attributes.Input == input;

    private Node? Existing(int carry)
    {
        var body = attributes.Body;
        for (var output = 0; output < body.Outputs.Length; output++)
        {
            if (IsInput(body.Outputs[output], body.Carries[carry]))
                return builder.CreateScanResult(scan, body.Carries.Length + output, scan.Location);
        }

        return ExistingOutput(body.CarryResults[carry]) is { } carriedOn ? Shifted(carry, carriedOn) : null;
    }

    private Node? ExistingOutput(Node node)
    {
        var output = attributes.Body.Outputs.IndexOf(node);
        return output < 0 ? null : builder.CreateScanResult(scan, attributes.Body.Carries.Length + output, scan.Location);
    }

    // What is carried into a turn is what the turn before carried on, and the start for the first.
    private Node Shifted(int carry, Node carriedOn)
    {
        var start = builder.Unsqueeze(scan.Inputs[carry], 0);
        return attributes.Reverse
            ? builder.Slice(builder.Concatenate([carriedOn, start], 0), 0, 1, attributes.Length + 1)
            : builder.Slice(builder.Concatenate([start, carriedOn], 0), 0, 0, attributes.Length);
    }
}
