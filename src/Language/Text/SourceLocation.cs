namespace Dsl.Language.Text;

/// <summary>A place in a particular source text.</summary>
public sealed record SourceLocation(SourceText Source, TextSpan Span)
{
    /// <summary>The text at the place.</summary>
    public string Text => Source.Slice(Span);

    /// <summary>One-based line number, as people count.</summary>
    public int LineNumber => Source.LineOf(Span.Start) + 1;

    public override string ToString()
    {
        var (line, column) = Source.LineColumn(Span.Start);
        return $"{Source.Path}:{line + 1}:{column + 1}";
    }
}
