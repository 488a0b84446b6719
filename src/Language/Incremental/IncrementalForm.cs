using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>A model of sequences as a computation for one more position, given what earlier positions left behind.</summary>
/// <param name="Input">The new position of the model's input; its axis of positions has size 1.</param>
/// <param name="Position">How many positions came before, an int scalar.</param>
/// <param name="Capacity">The size of histories: no more positions than that may be taken in.</param>
/// <param name="Output">The new position of the model's output; its axis of positions has size 1.</param>
/// <param name="States">What is kept.</param>
public sealed record IncrementalForm(
    GraphInput Input, GraphInput Position, DimensionSymbol Capacity, Node Output, ImmutableArray<IncrementalState> States);
