using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Structure;

/// <summary>
/// The tokens of a script, in order, to look round from a position whatever the tree made of a broken text: what the parser skipped is among them. They are
/// those of the lexer, equal to the tree's by their spans only.
/// </summary>
internal sealed class TokenList
{
    private readonly ImmutableArray<SyntaxToken> tokens;

    private TokenList(ImmutableArray<SyntaxToken> tokens)
    {
        this.tokens = tokens;
    }

    public int Count => tokens.Length;

    public SyntaxToken this[int index] => tokens[index];

    public static TokenList Of(SyntaxTree tree) => new(tree.Tokens);

    /// <summary>The number of tokens that begin before a position.</summary>
    public int CountBefore(int position)
    {
        var low = 0;
        var high = tokens.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (tokens[middle].Span.Start < position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The kind of the token of that number; that of the end of the text beyond both ends.</summary>
    public SyntaxKind KindAt(int index) => index >= 0 && index < tokens.Length ? tokens[index].Kind : SyntaxKind.EndOfFileToken;
}
