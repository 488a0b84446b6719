namespace Dsl.Language.Syntax;

/// <summary>
/// Which opening bracket belongs to which closing one, found before parsing: it tells lambdas from parentheses without
/// trying, and where to go on after a mistake.
/// </summary>
internal sealed class BracketPairs
{
    private const int ClosingKinds = 4;

    private readonly int[] partners;

    private BracketPairs(int[] partners, int unopenedBraces)
    {
        this.partners = partners;
        UnopenedBraces = unopenedBraces;
    }

    /// <summary>The number of <c>}</c> without a <c>{</c>.</summary>
    public int UnopenedBraces { get; }

    /// <summary>The index of the bracket that belongs to the one at <paramref name="index"/>, or -1.</summary>
    public int PartnerOf(int index) => partners[index];

    /// <summary>Pairs the brackets of a token list in linear time; a closing bracket leaves unclosed ones inside its pair alone.</summary>
    public static BracketPairs Find(IReadOnlyList<SyntaxToken> tokens)
    {
        var partners = new int[tokens.Count];
        var open = new Stack<int>();
        var openCounts = new int[ClosingKinds];
        var unopenedBraces = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            partners[i] = -1;
            var kind = tokens[i].Kind;
            var closing = SyntaxFacts.ClosingOf(kind);
            if (closing != kind)
            {
                open.Push(i);
                openCounts[IndexOf(closing)]++;
            }
            else if (SyntaxFacts.IsClosing(kind))
            {
                if (openCounts[IndexOf(kind)] > 0)
                    Pair(i);
                else if (kind == SyntaxKind.CloseBraceToken)
                    unopenedBraces++;
            }
        }

        return new BracketPairs(partners, unopenedBraces);

        void Pair(int closeIndex)
        {
            var kind = tokens[closeIndex].Kind;
            while (true)
            {
                var openIndex = open.Pop();
                var closing = SyntaxFacts.ClosingOf(tokens[openIndex].Kind);
                openCounts[IndexOf(closing)]--;
                if (closing == kind)
                {
                    partners[openIndex] = closeIndex;
                    partners[closeIndex] = openIndex;
                    return;
                }
            }
        }
    }

    private static int IndexOf(SyntaxKind closing) => closing switch
    {
        SyntaxKind.CloseParenthesisToken => 0,
        SyntaxKind.CloseBracketToken => 1,
        SyntaxKind.CloseBraceToken => 2,
        _ => 3,
    };
}
