using System.Collections.Immutable;

namespace Dsl.Language.Text;

/// <summary>The immutable text of one script, with the positions at which its lines begin.</summary>
public sealed class SourceText
{
    private readonly ImmutableArray<int> lineStarts;

    public SourceText(string path, string content)
    {
        Path = path;
        Content = content;
        IsLibrary = path.StartsWith("library:", StringComparison.Ordinal);
        lineStarts = FindLineStarts(content);
    }

    /// <summary>The path as the user gave it; shown in diagnostics. Library files begin with <c>library:</c>.</summary>
    public string Path { get; }

    public string Content { get; }

    /// <summary>Whether it belongs to the library, which no user can change.</summary>
    public bool IsLibrary { get; }

    public int Length => Content.Length;

    public int LineCount => lineStarts.Length;

    /// <summary>Zero-based line of a position.</summary>
    public int LineOf(int position)
    {
        var index = lineStarts.BinarySearch(position);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Zero-based line and column (in UTF-16 code units) of a position.</summary>
    public (int Line, int Column) LineColumn(int position)
    {
        var line = LineOf(position);
        return (line, position - lineStarts[line]);
    }

    /// <summary>The span of a line without its line break.</summary>
    public TextSpan LineSpan(int line)
    {
        var start = lineStarts[line];
        var end = line + 1 < lineStarts.Length ? lineStarts[line + 1] : Content.Length;
        while (end > start && Content[end - 1] is '\n' or '\r')
            end--;
        return TextSpan.FromBounds(start, end);
    }

    public string Slice(TextSpan span) => Content.Substring(span.Start, span.Length);

    private static ImmutableArray<int> FindLineStarts(string content)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        starts.Add(0);
        for (var i = 0; content.AsSpan(i).IndexOfAny('\n', '\r') is var next and >= 0;)
        {
            i += next + LineBreaks.LengthAt(content, i + next);
            starts.Add(i);
        }

        return starts.ToImmutable();
    }
}
