using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A graph in which each recurrence over positions is one turn of it.</summary>
/// <param name="Output">The model's output.</param>
/// <param name="Carries">What turns hand on.</param>
/// <param name="Originals">The nodes of the model's own graph that nodes outside of turns stand for.</param>
internal sealed record UnrolledRecurrence(Node Output, ImmutableArray<CarriedTurn> Carries, IReadOnlyDictionary<Node, Node> Originals);

/// <summary>A value that turns hand on.</summary>
/// <param name="Input">Stands for it within a turn.</param>
/// <param name="Initial">Its first value.</param>
/// <param name="Next">The value that a turn gives it.</param>
/// <param name="Last">Its value after all turns, of the model's own graph; null within another recurrence.</param>
internal sealed record CarriedTurn(GraphInput Input, Node Initial, Node Next, Node? Last);
