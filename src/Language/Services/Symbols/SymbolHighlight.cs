using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>A place of a text that names the same thing as another.</summary>
/// <param name="Span">The name.</param>
/// <param name="IsWrite">Whether it is given a value here.</param>
public sealed record SymbolHighlight(TextSpan Span, bool IsWrite);
