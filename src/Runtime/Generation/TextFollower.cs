using Dsl.Language.Programs;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Generation;

/// <summary>Reads the text of tokens as they come: to write it at once, and to end where it should.</summary>
/// <remarks>Only the last tokens are decoded each time, with some before them, on which the blank between two words depends.</remarks>
internal sealed class TextFollower(Tokenizer tokenizer, GenerationSettings settings, IRunOutput output)
{
    // A character that is not complete yet ends with this.
    private const char Replacement = '\uFFFD';

    // Bytes that make up no character are not waited for any longer.
    private const int LongestWait = 64;

    // Tokens of which the text has been taken go up to `read`; the window that is decoded begins at `first`.
    private int first;
    private int read;
    private int taken;
    private string withheld = string.Empty;
    private string tail = string.Empty;
    private bool hasStopped;

    /// <summary>Takes in the prompt.</summary>
    public void Begin(GeneratedTokens tokens)
    {
        Write(NewText(tokens.Row(0)));
    }

    /// <summary>Takes in one more token; true where the added text holds what it should end with.</summary>
    public bool Follow(GeneratedTokens tokens)
    {
        if (tokens.Rows > 1)
            return false;
        var text = NewText(tokens.Row(0));
        if (settings.Stop is not { } stop)
        {
            Write(text);
            return false;
        }

        var joined = tail + text;
        var place = joined.IndexOf(stop, StringComparison.Ordinal);
        hasStopped = place >= 0;
        Write(hasStopped ? text[..(place + stop.Length - tail.Length)] : text);
        tail = joined[Math.Max(0, joined.Length - stop.Length + 1)..];
        return hasStopped;
    }

    /// <summary>Writes what was waiting for the rest of a character, and ends the line.</summary>
    public void End()
    {
        if (!settings.Stream)
            return;
        if (!hasStopped)
            Write(withheld);
        output.WriteLine(string.Empty);
    }

    private string NewText(ReadOnlySpan<long> tokens)
    {
        var window = TextOf(tokens[first..]);
        var complete = window.AsSpan().TrimEnd(Replacement).Length;
        if (tokens.Length - read > LongestWait)
            complete = window.Length;
        var text = complete > taken ? window[taken..complete] : string.Empty;
        taken = Math.Max(taken, complete);
        withheld = taken < window.Length ? window[taken..] : string.Empty;
        if (withheld.Length == 0)
        {
            (first, read) = (read, tokens.Length);
            taken = TextOf(tokens[first..]).Length;
        }

        return text;
    }

    private string TextOf(ReadOnlySpan<long> tokens)
    {
        var failure = tokenizer.Decode(tokens, out var text);
        return failure is null ? text : string.Empty;
    }

    private void Write(string text)
    {
        if (settings.Stream && text.Length > 0)
            output.Write(text);
    }
}
