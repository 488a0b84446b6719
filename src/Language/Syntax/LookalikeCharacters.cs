using System.Collections.Frozen;

namespace Dsl.Language.Syntax;

/// <summary>Signs from books, word processors and other alphabets, with the sign that is meant.</summary>
internal static class LookalikeCharacters
{
    private static readonly FrozenDictionary<char, (SyntaxKind Kind, string Spelling)> Table =
        new Dictionary<char, (SyntaxKind Kind, string Spelling)>
        {
            ['\u2212'] = (SyntaxKind.MinusToken, "-"),
            ['\u2013'] = (SyntaxKind.MinusToken, "-"),
            ['\u2014'] = (SyntaxKind.MinusToken, "-"),
            ['\u00d7'] = (SyntaxKind.StarToken, "*"),
            ['\u00b7'] = (SyntaxKind.StarToken, "*"),
            ['\u22c5'] = (SyntaxKind.StarToken, "*"),
            ['\u2217'] = (SyntaxKind.StarToken, "*"),
            ['\u00f7'] = (SyntaxKind.SlashToken, "/"),
            ['\u2215'] = (SyntaxKind.SlashToken, "/"),
            ['\u2264'] = (SyntaxKind.LessEqualsToken, "<="),
            ['\u2265'] = (SyntaxKind.GreaterEqualsToken, ">="),
            ['\u2260'] = (SyntaxKind.NotEqualsToken, "!="),
            ['\u2192'] = (SyntaxKind.ArrowToken, "->"),
            ['\u2190'] = (SyntaxKind.LeftArrowToken, "<-"),
            ['\u21d2'] = (SyntaxKind.FatArrowToken, "=>"),
            ['\u2026'] = (SyntaxKind.EllipsisToken, "..."),
            ['\u223c'] = (SyntaxKind.TildeToken, "~"),
            ['\u2227'] = (SyntaxKind.AndKeyword, "and"),
            ['\u2228'] = (SyntaxKind.OrKeyword, "or"),
            ['\u00ac'] = (SyntaxKind.NotKeyword, "not"),
            ['\uff08'] = (SyntaxKind.OpenParenthesisToken, "("),
            ['\uff09'] = (SyntaxKind.CloseParenthesisToken, ")"),
            ['\uff0c'] = (SyntaxKind.CommaToken, ","),
            ['\uff1a'] = (SyntaxKind.ColonToken, ":"),
            ['\uff1b'] = (SyntaxKind.SemicolonToken, ";"),
            ['\uff1d'] = (SyntaxKind.EqualsToken, "="),
        }.ToFrozenDictionary();

    public static bool TryFind(char character, out SyntaxKind kind, out string spelling)
    {
        var found = Table.TryGetValue(character, out var entry);
        (kind, spelling) = found ? entry : (SyntaxKind.UnknownToken, "");
        return found;
    }
}
