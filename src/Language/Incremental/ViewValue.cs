using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A view of a value as it is computed for each new position.</summary>
/// <param name="Node">Computes it.</param>
/// <param name="Bounds">What is known of its elements at positions that are yet to come; of all elements where no axis has a history.</param>
internal sealed record ViewValue(Node Node, ValueBounds Bounds);
