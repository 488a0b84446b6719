using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>How a token is chosen.</summary>
/// <param name="Scores">Supplied: the scores, [batch, vocabulary].</param>
/// <param name="Draw">Supplied: the number of the draw, an int scalar.</param>
/// <param name="Token">The token of each sequence, int[batch].</param>
public sealed record TokenChoice(GraphInput Scores, GraphInput Draw, Node Token);
