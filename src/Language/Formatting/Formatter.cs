using Dsl.Language.Syntax;

namespace Dsl.Language.Formatting;

/// <summary>
/// Writes a script in the one style of the language:
/// <list type="bullet">
/// <item>two spaces of indentation for a block, for what stands in brackets on lines of its own, and for a statement that goes on;
/// four for a second parameter list on its own line;</item>
/// <item>one space round infix operators, <c>=</c>, <c>|></c> and arrows; none round <c>^</c>, <c>..</c> and the colon of a slice, and
/// none in products of names and numbers inside <c>[ ]</c> (<c>[B, heads*d, T + 1]</c>); named arguments and types as
/// <c>name: value</c>;</item>
/// <item><c>{</c> and <c>else</c> stay on the line of what they belong to; a block is on one line if its author wrote it so;</item>
/// <item>the author's line breaks stay, blank lines up to one; columns of <c>=</c> are not kept, comments at the ends of lines that
/// follow each other stand in one column, two spaces behind the longest.</item>
/// </list>
/// Formatting never changes a token, keeps every comment, and formatting twice gives the same as once.
/// </summary>
public static class Formatter
{
    /// <summary>The formatted text; the text as it is when it has syntax errors.</summary>
    public static string Format(SyntaxTree tree) =>
        tree.Diagnostics.IsEmpty ? new FormatWriter().Write(tree.Root) : tree.Source.Content;
}
