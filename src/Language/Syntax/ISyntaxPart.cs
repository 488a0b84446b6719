using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>Something that contributes children to a node: an element, or a list of them with separators.</summary>
internal interface ISyntaxPart
{
    /// <summary>Adds the elements in the order of the text.</summary>
    void AppendTo(ImmutableArray<SyntaxElement>.Builder children);
}
