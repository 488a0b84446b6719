using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>One side of a call between declarations.</summary>
/// <param name="Other">Who calls, or is called; null for the script's own top level.</param>
/// <param name="Source">The text in which the calls stand.</param>
/// <param name="Sites">The called name, wherever it stands.</param>
public sealed record ApplicationCall(Symbol? Other, SourceText Source, ImmutableArray<TextSpan> Sites);
