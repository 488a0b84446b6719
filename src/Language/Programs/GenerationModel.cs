using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Incremental;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Programs;

/// <summary>A model of sequences as a computation of the scores of the next token.</summary>
/// <param name="Tokens">The sequence, int[batch, length].</param>
/// <param name="Batch">The symbol for the number of sequences.</param>
/// <param name="Length">The symbol for their length.</param>
/// <param name="Scores">The scores after the last token, [batch, vocabulary].</param>
/// <param name="Incremental">The same for one more token, with the same type of output; null where the model has no such form.</param>
/// <param name="Obstacle">Why it has none.</param>
/// <param name="LongestSequence">The largest length that the model's requirements and its tables of positions allow; null where they allow any.</param>
public sealed record GenerationModel(
    GraphInput Tokens,
    DimensionSymbol Batch,
    DimensionSymbol Length,
    Node Scores,
    IncrementalForm? Incremental,
    IncrementalObstacle? Obstacle,
    long? LongestSequence)
{
    /// <summary>The line of the script that leads to the obstacle; null where none is known.</summary>
    public SourceLocation? PlaceOfObstacle { get; init; }

    /// <summary>What the model demands of its sizes, asked of every length that is scored.</summary>
    public ImmutableArray<SizeRequirement> Requirements { get; init; } = [];
}
