using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Generation;

/// <summary>Reads the text of tokens as they come: to write it at once, and to end where it should.</summary>
internal sealed class TextFollower(Tokenizer tokenizer, GenerationSettings settings, IRunOutput output)
{
    // A character that is not complete yet ends with this.
    private const char Replacement = '\uFFFD';

    private int written;
    private int promptLength;

    /// <summary>Takes in the prompt.</summary>
    public void Begin(GeneratedTokens tokens)
    {
        var text = TextOf(tokens.Row(0));
        promptLength = text.Length;
        Write(text);
    }

    /// <summary>Takes in one more token; true where the added text ends as it should.</summary>
    public bool Follow(GeneratedTokens tokens)
    {
        if (tokens.Rows > 1)
            return false;
        var text = TextOf(tokens.Row(0));
        Write(text);
        return settings.Stop is { } stop && text.Length >= promptLength + stop.Length && text.EndsWith(stop, StringComparison.Ordinal);
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (settings.Stream)
            output.WriteLine(string.Empty);
    }

    private string TextOf(ReadOnlySpan<long> tokens)
    {
        var failure = tokenizer.Decode(tokens, out var text);
        return failure is null ? text : string.Empty;
    }

    private void Write(string text)
    {
        if (!settings.Stream || text.Length <= written || text[^1] == Replacement)
            return;
        output.Write(text[written..]);
        written = text.Length;
    }
}
