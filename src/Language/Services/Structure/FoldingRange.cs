using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>Lines that an editor may hide behind the first of them.</summary>
/// <param name="Span">From the end of the line that stays to the end of the last line that is hidden.</param>
/// <param name="Kind">What they hold.</param>
public readonly record struct FoldingRange(TextSpan Span, FoldingKind Kind);
