using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A value that a step reads, and what of it.</summary>
internal sealed record ViewNeed(Node Node, NodeView View);
