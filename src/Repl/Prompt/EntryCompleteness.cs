using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Repl.Prompt;

/// <summary>Whether what was typed so far is an entry: decided by the parser, the same way for lines from a pipe and for the line editor.</summary>
internal static class EntryCompleteness
{
    /// <summary>Whether nothing more is needed.</summary>
    public static bool IsComplete(string text) => EntryReader.IsCommand(text) || !SyntaxTree.Parse(new SourceText("entry", text)).IsIncomplete;
}
