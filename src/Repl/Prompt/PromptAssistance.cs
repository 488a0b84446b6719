using Dsl.Language.Services.Colors;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Prompt;

/// <summary>What the editor is told about an entry, by the same functions that editors of scripts ask.</summary>
/// <param name="session">Knows what earlier entries have named.</param>
internal sealed class PromptAssistance(PromptSession session) : IEntryAssistance
{
    // Beyond this an entry is a script that was pasted, and to parse it at each key would be felt.
    private const int LongestColored = 16 << 10;
    private const string EntryName = "entry";

    public bool IsComplete(string text) => EntryCompleteness.IsComplete(text);

    public IReadOnlyList<StyledSpan> Colors(string text)
    {
        if (text.Length > LongestColored)
            return [];
        var (name, code) = Parts(text);
        var spans = new List<StyledSpan>();
        if (name.Length > 0)
            spans.Add(name);
        if (code < 0)
            return spans;
        foreach (var colored in ColorService.Of(SyntaxTree.Parse(new SourceText(EntryName, text[code..]))))
        {
            if (TokenStyles.Of(colored.Color) is var style && style != ScreenStyle.Plain)
                spans.Add(new StyledSpan(code + colored.Span.Start, colored.Span.Length, style));
        }

        return spans;
    }

    public Suggestions? Complete(string text, int position)
    {
        var (name, code) = Parts(text);
        if (name.Length > 0 && position <= name.Start + name.Length && EntryReader.IsCommand(text))
            return Commands(text, name.Start + 1, position);
        if (code >= 0)
            return position < code ? null : Names(text, code, position);
        var argument = name.Start + name.Length;
        while (argument < position && char.IsWhiteSpace(text[argument]))
            argument++;
        return PromptCommands.Find(text[(name.Start + 1)..(name.Start + name.Length)])?.Kind switch
        {
            PromptArgument.File or PromptArgument.NewFile => PathSuggestions.Find(text[argument..position], argument),
            PromptArgument.Device => Plain(BackendChoice.Names, text, argument, position),
            PromptArgument.Command => Commands(text, argument, position),
            _ => null,
        };
    }

    public SignatureNote? SignatureAt(string text, int position, CancellationToken cancel) => null;

    // The name of a command or the mark of a question, and where what follows is language; -1 where it is none.
    private static (StyledSpan Name, int Code) Parts(string text)
    {
        var start = text.Length - text.AsSpan().TrimStart().Length;
        if (EntryReader.IsQuestion(text))
            return (new StyledSpan(start, 1, ScreenStyle.Command), start + 1);
        if (!EntryReader.IsCommand(text))
            return (default, 0);
        var end = text.AsSpan(start).IndexOfAny(" \t\n") is var length && length < 0 ? text.Length : start + length;
        return (new StyledSpan(start, end - start, ScreenStyle.Command), PromptCommands.Find(text[(start + 1)..end]) is { TakesLines: true } ? end : -1);
    }

    private static Suggestions Commands(string text, int start, int position) => new(start, position,
    [
        .. PromptCommands.All.Where(command => command.Name.StartsWith(text[start..position], StringComparison.Ordinal))
            .Select(static command => new Suggestion(command.Name, command.Argument, command.Summary, command.Name, command.Name.Length)),
    ]);

    private static Suggestions Plain(IEnumerable<string> names, string text, int start, int position) => new(start, position,
        [.. names.Where(name => name.StartsWith(text[start..position], StringComparison.Ordinal)).Select(static name => new Suggestion(name, null, null, name, name.Length))]);

    private Suggestions? Names(string text, int code, int position)
    {
        var start = position;
        while (start > code && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
            start--;
        if (start > code && text[start - 1] == '.')
            return null;
        var word = text[start..position];
        var symbols = session.Run.Analyze(new SourceText(EntryName, text[code..])).Symbols.VisibleAt(position - code);
        return new Suggestions(start, position,
        [
            .. symbols.Where(symbol => symbol.Name.StartsWith(word, StringComparison.Ordinal))
                .Select(static symbol => new Suggestion(symbol.Name, symbol.Signature, symbol.Documentation, symbol.Name, symbol.Name.Length)),
            .. SyntaxFacts.KeywordTexts.Where(keyword => keyword.StartsWith(word, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(static keyword => new Suggestion(keyword, null, null, keyword, keyword.Length)),
        ]);
    }
}
