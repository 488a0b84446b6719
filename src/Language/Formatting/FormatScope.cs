namespace Dsl.Language.Formatting;

/// <summary>Something that indents the lines that begin inside it: a statement, an element of a list, a bracket, a block.</summary>
internal sealed class FormatScope
{
    /// <summary>The indentation of the line at which it begins; null until its first token is written.</summary>
    public int? LineIndentation { get; set; }

    public int ContentIndentation => (LineIndentation ?? 0) + FormatWriter.IndentationWidth;
}
