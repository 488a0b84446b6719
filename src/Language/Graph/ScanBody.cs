using System.Collections.Immutable;

namespace Dsl.Language.Graph;

/// <summary>The body of a recurrence as a graph of its own: it sees only these inputs, nothing from outside by any other way.</summary>
/// <param name="Index">The position along the dimension, an int scalar: 0, 1, ... (counting down when the scan runs in reverse).</param>
/// <param name="Carries">Values handed from one turn to the next.</param>
/// <param name="Sequences">The slice at this turn of each sequence; the scan's input has one leading axis more.</param>
/// <param name="Captures">Values from outside that do not change.</param>
/// <param name="CarryResults">The new values of the carries, same number, order and types.</param>
/// <param name="Outputs">Values to stack along a new leading axis, by position.</param>
public sealed record ScanBody(
    GraphInput Index,
    ImmutableArray<GraphInput> Carries,
    ImmutableArray<GraphInput> Sequences,
    ImmutableArray<GraphInput> Captures,
    ImmutableArray<Node> CarryResults,
    ImmutableArray<Node> Outputs);
