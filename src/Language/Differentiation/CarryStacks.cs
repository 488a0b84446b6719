using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Differentiation;

/// <summary>The values carried into every turn of a recurrence, stacked: what its gradient needs to compute a turn again.</summary>
internal sealed class CarryStacks(GraphBuilder builder, Node scan)
{
    private readonly ScanAttributes attributes = scan.AttributesAs<ScanAttributes>();

    /// <summary>The stack of each of these carries.</summary>
    /// <remarks>
    /// A recurrence that stacks what it carries in, or what it carries on, already has them: the latter are shifted by one turn. Else the recurrence
    /// is written once more with further outputs; <see cref="ScanMerging"/> makes one of the two.
    /// </remarks>
    public ImmutableArray<Node> Of(ImmutableArray<int> carries)
    {
        var stacks = carries.Select(Existing).ToArray();
        if (stacks.Contains(null))
        {
            var body = attributes.Body;
            ImmutableArray<int> missing = [.. Enumerable.Range(0, stacks.Length).Where(i => stacks[i] is null)];
            var extended = body with
            {
                Outputs = [.. body.Outputs, .. missing.Select(i => builder.CreateInput(body.Carries[carries[i]]))],
            };
            var again = builder.CreateScan(extended, attributes.Length, attributes.Reverse, scan.Inputs, scan.Location);
            var first = body.Carries.Length + body.Outputs.Length;
            for (var i = 0; i < missing.Length; i++)
                stacks[missing[i]] = builder.CreateScanResult(again, first + i, scan.Location);
        }

        return [.. stacks.Select(static stack => stack!)];
    }

    private Node? Existing(int carry)
    {
        var body = attributes.Body;
        for (var output = 0; output < body.Outputs.Length; output++)
        {
            if (body.Outputs[output].Attributes is InputAttributes { Input: var input } && input == body.Carries[carry])
                return builder.CreateScanResult(scan, body.Carries.Length + output, scan.Location);
        }

        for (var output = 0; output < body.Outputs.Length; output++)
        {
            if (body.Outputs[output] == body.CarryResults[carry])
                return Shifted(carry, builder.CreateScanResult(scan, body.Carries.Length + output, scan.Location));
        }

        return null;
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
