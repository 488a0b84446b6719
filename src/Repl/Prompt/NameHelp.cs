using Dsl.Language.Services.Hovers;
using Dsl.Language.Text;

namespace Dsl.Repl.Prompt;

/// <summary><c>?name</c>: what a name is, in the words in which editors tell it.</summary>
internal static class NameHelp
{
    /// <summary>Tells what a name is; without a name, what can be asked and done.</summary>
    public static void Show(PromptState shared, string name)
    {
        if (name.Length == 0)
        {
            HelpCommands.Show(shared, string.Empty);
            return;
        }

        if (EntryReader.IsCommand(name))
        {
            HelpCommands.Show(shared, name);
            return;
        }

        // Of a name with dots the last part is asked for.
        var analysis = shared.Run.Analyze(new SourceText("question", name));
        var place = name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.') ? name.Length : 0;
        if ((HoverService.At(analysis, place)?.Markdown ?? HoverService.HelpFor(name)) is { } told)
        {
            shared.Output.WriteWrapped(MarkdownText.Plain(told));
            return;
        }

        var near = NearMiss.Find(name, analysis.Symbols.VisibleAt(name.Length).Select(static symbol => symbol.Name));
        shared.Complain($"nothing here is called {name}{(near is null ? string.Empty : $"; did you mean {near}?")}");
    }
}
