using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>One place of a text where a symbol is named.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Span">The name in the text.</param>
/// <param name="IsDeclaration">Whether the name is declared here.</param>
/// <param name="IsWrite">Whether it is given a value here; a declaration that binds one is a write too.</param>
public sealed record SymbolReference(Symbol Symbol, TextSpan Span, bool IsDeclaration, bool IsWrite);
