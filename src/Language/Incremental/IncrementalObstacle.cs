using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>Why a model cannot be computed one position at a time.</summary>
/// <param name="Node">The operation that stands in the way.</param>
/// <param name="Reason">What it does, as the end of a sentence that begins with its name.</param>
public sealed record IncrementalObstacle(Node Node, string Reason);
