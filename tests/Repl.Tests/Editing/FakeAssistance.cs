using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Screen;
using Dsl.Repl.Prompt;

namespace Dsl.Repl.Tests.Editing;

/// <summary>The parser's own sense of completeness, numbers coloured, and a few words to choose from.</summary>
internal sealed class FakeAssistance : IEntryAssistance
{
    public static readonly string[] Words = ["dense", "dropout", "derive", "relu", "日本語"];

    public void Begin()
    {
    }

    public bool IsComplete(string text) => EntryCompleteness.IsComplete(text);

    public IReadOnlyList<StyledSpan> Colors(string text) =>
        [.. text.Select(static (c, i) => (c, i)).Where(static p => char.IsAsciiDigit(p.c)).Select(static p => new StyledSpan(p.i, 1, ScreenStyle.Number))];

    public Suggestions? Complete(string text, int position)
    {
        var start = position;
        while (start > 0 && char.IsLetter(text[start - 1]))
            start--;
        var typed = text[start..position];
        return new Suggestions(start, position, [.. Words.Where(word => word.StartsWith(typed, StringComparison.Ordinal))
            .Select(static word => new Suggestion(word, $"the word {word}", $"What {word} is.", word, word.Length))]);
    }

    public SignatureNote? SignatureAt(string text, int position, CancellationToken cancel)
    {
        var open = position == 0 ? -1 : text.LastIndexOf('(', position - 1);
        return open < 0 ? null : new SignatureNote(open, "f(a, b: int)", 5, 6);
    }
}
