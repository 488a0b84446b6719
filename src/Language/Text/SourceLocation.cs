namespace Dsl.Language.Text;

/// <summary>A place in a particular source text.</summary>
public sealed record SourceLocation(SourceText Source, TextSpan Span)
{
    /// <summary>For a place in the library, the call in the script that led there, where it is known. It makes no difference to which place this is.</summary>
    public SourceLocation? CalledFrom { get; init; }

    /// <summary>The text at the place.</summary>
    public string Text => Source.Slice(Span);

    /// <summary>One-based line number, as people count.</summary>
    public int LineNumber => Source.LineOf(Span.Start) + 1;

    public bool Equals(SourceLocation? other) => other is not null && ReferenceEquals(Source, other.Source) && Span == other.Span;

    public override int GetHashCode() => HashCode.Combine(Source, Span);

    public override string ToString()
    {
        var (line, column) = Source.LineColumn(Span.Start);
        return $"{Source.Path}:{line + 1}:{column + 1}";
    }
}
