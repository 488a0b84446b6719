using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>Something that is kept from one position to the next.</summary>
/// <param name="Variable">Holds it.</param>
/// <param name="Initial">Its value before the first position.</param>
/// <param name="Next">Its value after a position.</param>
public sealed record IncrementalState(Variable Variable, Node Initial, Node Next);
