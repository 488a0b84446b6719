using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Incremental;

/// <summary>A graph in which each recurrence over positions is one turn of it.</summary>
/// <param name="Output">The model's output.</param>
/// <param name="Carries">What turns hand on: the node that stands for it, its first value, and the value that the turn gives it.</param>
internal sealed record UnrolledRecurrence(Node Output, ImmutableArray<CarriedTurn> Carries);

/// <summary>A value that turns hand on.</summary>
internal sealed record CarriedTurn(GraphInput Input, Node Initial, Node Next);
