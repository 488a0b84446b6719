using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A value that turns hand on.</summary>
/// <param name="Input">Stands for it within a turn.</param>
/// <param name="Initial">Its first value.</param>
/// <param name="Next">The value that a turn gives it.</param>
/// <param name="Last">Its value after all turns, of the model's own graph; null within another recurrence.</param>
internal sealed record CarriedTurn(GraphInput Input, Node Initial, Node Next, Node? Last);
