using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Colors;
using Dsl.Language.Services.Completion;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Screen;
using Dsl.Runtime.Backends.Choice;

namespace Dsl.Repl.Prompt;

/// <summary>What the editor is told about an entry, by the same functions that editors of scripts ask.</summary>
/// <param name="shared">Knows what earlier entries have named.</param>
internal sealed class PromptAssistance(PromptState shared) : IEntryAssistance
{
    // Beyond this an entry is a script that was pasted, and to parse it at each key would be felt.
    private const int LongestColored = 16 << 10;
    private const string EntryName = "entry";

    private readonly Dictionary<string, Symbol> earlier = [];

    public void Begin()
    {
        earlier.Clear();
        foreach (var symbol in shared.Run.Symbols)
            earlier[symbol.Name] = symbol;
    }

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
        foreach (var colored in ColorService.Of(SyntaxTree.Parse(new SourceText(EntryName, text[code..])), earlier))
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
            PromptArgument.Device => Plain(ComputeDevices.Names, text, argument, position),
            PromptArgument.Command => Commands(text, argument, position),
            _ => null,
        };
    }

    public SignatureNote? SignatureAt(string text, int position, CancellationToken cancel)
    {
        var (_, code) = Parts(text);
        if (code < 0 || position < code || BracketBefore(text, position) is not { } open)
            return null;
        var analysis = Analyze(text, code, cancel);
        cancel.ThrowIfCancellationRequested();
        if (SignatureService.At(analysis, position - code) is not { } found)
            return null;
        var active = found.Active >= 0 && found.Active < found.Parameters.Length ? found.Parameters[found.Active].Place : default;
        return new SignatureNote(open, found.Label, active.Start, active.Length);
    }

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

    // The place of the innermost bracket that is open; what stands in texts and comments counts too, since it only decides for how long a signature is shown.
    private static int? BracketBefore(string text, int position)
    {
        var depth = 0;
        for (var i = position - 1; i >= 0; i--)
        {
            depth += text[i] switch { ')' => 1, '(' => -1, _ => 0 };
            if (depth < 0)
                return i;
        }

        return null;
    }

    private ScriptAnalysis Analyze(string text, int code, CancellationToken cancel = default) => shared.Run.Analyze(new SourceText(EntryName, text[code..]), cancel);

    // As in a shell, what begins with the letters typed hides what only contains them. Whole constructs to fill in are for editors.
    private Suggestions Names(string text, int code, int position)
    {
        var found = CompletionService.At(Analyze(text, code), position - code);
        var (start, end) = (code + found.Replaced.Start, code + found.Replaced.End);
        var typed = text[Math.Min(start, position)..position];
        var items = found.Items.Where(static item => item.Kind != CompletionKind.Snippet).ToList();
        if (items.Any(item => item.Label.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            items.RemoveAll(item => !item.Label.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
        return new Suggestions(start, end, [.. items.Select(Suggest)]);
    }

    private static Suggestion Suggest(CompletionItem item)
    {
        var (insertion, caret) = item.IsSnippet ? SnippetText.Plain(item.InsertText) : (item.InsertText, item.InsertText.Length);
        return new Suggestion(item.Label, item.Detail, item.Documentation is { } text ? MarkdownText.Plain(text) : null, insertion, caret);
    }
}
