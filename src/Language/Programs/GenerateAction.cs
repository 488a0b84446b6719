using Dsl.Language.Graph;
using Dsl.Language.Incremental;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Programs;

/// <summary>Continues a sequence of tokens, one token at a time.</summary>
/// <param name="Prompt">What to continue.</param>
/// <param name="Tokenizer">Turns text into tokens and back; null where the prompt is tokens and no text is asked for.</param>
/// <param name="Model">The model, as a computation of scores.</param>
/// <param name="Choice">How a token is chosen from scores.</param>
/// <param name="Settings">How far, and what to show.</param>
/// <param name="Result">Where the tokens go, those of the prompt first.</param>
/// <param name="ResultLength">How many they are: what <c>stop</c> leaves of the length.</param>
public sealed record GenerateAction(
    SourceLocation Location,
    GenerationPrompt Prompt,
    GenerationTokenizer? Tokenizer,
    GenerationModel Model,
    TokenChoice Choice,
    GenerationSettings Settings,
    GraphInput Result,
    DimensionSymbol ResultLength) : ScriptAction(Location);

/// <summary>What is continued: text or tokens; one of the two is null.</summary>
public sealed record GenerationPrompt(ProgramValue? Text, Node? Tokens);

/// <summary>The two halves of a tokenizer.</summary>
public sealed record GenerationTokenizer(DataReference Encoder, DataReference Decoder);

/// <summary>A model of sequences as a computation of the scores of the next token.</summary>
/// <param name="Tokens">The sequence, int[batch, length].</param>
/// <param name="Batch">The symbol for the number of sequences.</param>
/// <param name="Length">The symbol for their length.</param>
/// <param name="Scores">The scores after the last token, [batch, vocabulary].</param>
/// <param name="Incremental">The same for one more token, with the same type of output; null where the model has no such form.</param>
/// <param name="Obstacle">Why it has none.</param>
/// <param name="LongestSequence">The largest length that the model's requirements allow; null where they allow any.</param>
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
}

/// <summary>How a token is chosen.</summary>
/// <param name="Scores">Supplied: the scores, [batch, vocabulary].</param>
/// <param name="Draw">Supplied: the number of the draw, an int scalar.</param>
/// <param name="Token">The token of each sequence, int[batch].</param>
public sealed record TokenChoice(GraphInput Scores, GraphInput Draw, Node Token);

/// <summary>How far to go and what to show.</summary>
/// <param name="Length">Tokens to add at most.</param>
/// <param name="Seed">A seed of its own; null: the script's.</param>
/// <param name="Stop">Ends as soon as the added text ends with it; null: never.</param>
/// <param name="Stream">Whether text is written as it comes.</param>
public sealed record GenerationSettings(long Length, long? Seed, string? Stop, bool Stream);
