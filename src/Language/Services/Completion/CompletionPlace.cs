using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Completion;

/// <summary>Where a cursor stands.</summary>
/// <param name="Kind">What can be written there.</param>
/// <param name="Position">The cursor.</param>
/// <param name="Replaced">The word at the cursor.</param>
internal sealed record CompletionPlace(PlaceKind Kind, int Position, TextSpan Replaced)
{
    public required TokenList Tokens { get; init; }

    /// <summary>The number of the token that stands before the word.</summary>
    public int Before { get; init; } = -1;

    /// <summary>The number of the token that stands behind the word.</summary>
    public int Behind { get; init; }

    /// <summary>The call in whose own list the place is.</summary>
    public CallPlace? Call { get; init; }

    /// <summary>Whether it is in the body of a declaration, where nothing acts.</summary>
    public bool IsInDeclaration { get; init; }

    /// <summary>What stands before the dot, for a member.</summary>
    public ExpressionSyntax? Target { get; init; }

    /// <summary>The token before the word; null at the start of the script.</summary>
    public SyntaxToken? TokenBefore => Before >= 0 ? Tokens[Before] : null;

    /// <summary>The token behind the word, where it is on the same line.</summary>
    public SyntaxToken? TokenBehind =>
        Behind < Tokens.Count && Tokens[Behind] is var token && !token.Source.Content.AsSpan(Replaced.End, token.Span.Start - Replaced.End).Contains('\n') ? token : null;
}
