namespace Dsl.Language.Incremental;

/// <summary>A wanted view of a value and, once it is known, how it is made.</summary>
internal sealed record PlannedView(NodeView View, IncrementalStep? Step);
