using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A graph in which each recurrence over positions is one turn of it.</summary>
/// <param name="Output">The model's output.</param>
/// <param name="Carries">What turns hand on.</param>
/// <param name="Originals">The nodes of the model's own graph that nodes outside of turns stand for.</param>
internal sealed record UnrolledRecurrence(Node Output, ImmutableArray<CarriedTurn> Carries, IReadOnlyDictionary<Node, Node> Originals);
