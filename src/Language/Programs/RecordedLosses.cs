using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Programs;

/// <summary>The losses recorded so far, as a schedule may ask for them: the validation loss where there is one.</summary>
/// <param name="Length">How many records are planned.</param>
/// <param name="Losses">Supplied: one loss a record, 0 where none is yet.</param>
/// <param name="Count">Supplied: how many there are, an int scalar.</param>
public sealed record RecordedLosses(DimensionSymbol Length, GraphInput Losses, GraphInput Count);
