using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Repl.Prompt;

/// <summary>Whether what was typed so far is an entry: decided by the parser, the same way for lines from a pipe and for the line editor.</summary>
internal static class EntryCompleteness
{
    /// <summary>Whether nothing more is needed. Of a command that takes an expression or an entry, what follows its name decides.</summary>
    public static bool IsComplete(string text)
    {
        if (!EntryReader.IsCommand(text))
            return EntryReader.IsQuestion(text) || IsWhole(text);
        var (name, argument) = PromptCommands.Split(text);
        return PromptCommands.Find(name) is not { TakesLines: true } || IsWhole(argument);
    }

    private static bool IsWhole(string text) => !SyntaxTree.Parse(new SourceText("entry", text)).IsIncomplete;
}
