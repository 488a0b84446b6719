using System.Collections.Immutable;

namespace Dsl.Language.Library;

/// <summary>A file of the library before it is parsed.</summary>
/// <param name="Path">Its path, such as <c>library:losses.nn</c>.</param>
/// <param name="Content">Its text.</param>
public sealed record LibraryText(string Path, string Content)
{
    private static readonly string[] Introductions = ["fn ", "model ", "optimizer "];

    /// <summary>
    /// The names that the file declares, found by how its lines begin: a script pays for the parsing of those files only of which it uses something. In the library
    /// every declaration begins a line, and nothing else begins one so; a test compares with what the parser finds.
    /// </summary>
    public ImmutableArray<string> DeclaredNames()
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (var start = 0; start < Content.Length; start = EndOfLine(start) + 1)
        {
            foreach (var introduction in Introductions)
            {
                if (!Content.AsSpan(start).StartsWith(introduction))
                    continue;
                var name = start + introduction.Length;
                var end = name;
                while (end < Content.Length && (char.IsAsciiLetterOrDigit(Content[end]) || Content[end] == '_'))
                    end++;
                names.Add(Content[name..end]);
                break;
            }
        }

        return names.ToImmutable();
    }

    private int EndOfLine(int start)
    {
        var end = Content.IndexOf('\n', start);
        return end < 0 ? Content.Length : end;
    }
}
