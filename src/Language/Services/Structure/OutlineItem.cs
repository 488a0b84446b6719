using System.Collections.Immutable;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>A line of a script's outline.</summary>
/// <param name="Name">The declared name.</param>
/// <param name="Detail">What follows it: parameters and result, or a shape; may be empty.</param>
/// <param name="Kind">What it is.</param>
/// <param name="FullSpan">The whole declaration.</param>
/// <param name="Span">The name within it.</param>
/// <param name="Children">What it contains, in the order of the text.</param>
public sealed record OutlineItem(string Name, string Detail, SymbolKind Kind, TextSpan FullSpan, TextSpan Span, ImmutableArray<OutlineItem> Children);
