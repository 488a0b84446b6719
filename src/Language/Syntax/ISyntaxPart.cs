namespace Dsl.Language.Syntax;

/// <summary>Something that contributes children to a node: an element, or a list of them with separators.</summary>
internal interface ISyntaxPart
{
    /// <summary>The number of its elements.</summary>
    int ElementCount { get; }

    /// <summary>Writes the elements in the order of the text to the beginning of a span.</summary>
    void CopyTo(Span<SyntaxElement> children);
}
