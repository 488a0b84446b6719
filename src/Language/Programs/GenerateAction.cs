using Dsl.Language.Graph;
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
