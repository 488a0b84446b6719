using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A view of a value as it is computed for each new position.</summary>
/// <param name="Node">Computes it.</param>
/// <param name="Bounds">What is known of the model's own elements at positions that are yet to come; of all elements where no axis has a history.</param>
/// <param name="Unwritten">What is computed in their place while they have not come.</param>
internal sealed record ViewValue(Node Node, ValueBounds Bounds, UnwrittenValues Unwritten = UnwrittenValues.AsWritten);
