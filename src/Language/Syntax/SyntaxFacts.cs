using System.Globalization;
using System.Text;

namespace Dsl.Language.Syntax;

/// <summary>The words and signs of the language.</summary>
public static class SyntaxFacts
{
    /// <summary>The keywords of the language; <c>assert</c> is a word only where a statement begins and is not among them.</summary>
    public static IReadOnlyCollection<string> KeywordTexts =>
    [
        "import", "as", "fn", "model", "optimizer", "param", "state", "if", "else", "for",
        "in", "scan", "over", "with", "require", "and", "or", "not", "true", "false",
    ];

    /// <summary>The keyword a word is, or <see cref="SyntaxKind.IdentifierToken"/>.</summary>
    public static SyntaxKind WordKind(ReadOnlySpan<char> word) => word switch
    {
        "import" => SyntaxKind.ImportKeyword,
        "as" => SyntaxKind.AsKeyword,
        "fn" => SyntaxKind.FnKeyword,
        "model" => SyntaxKind.ModelKeyword,
        "optimizer" => SyntaxKind.OptimizerKeyword,
        "param" => SyntaxKind.ParamKeyword,
        "state" => SyntaxKind.StateKeyword,
        "if" => SyntaxKind.IfKeyword,
        "else" => SyntaxKind.ElseKeyword,
        "for" => SyntaxKind.ForKeyword,
        "in" => SyntaxKind.InKeyword,
        "scan" => SyntaxKind.ScanKeyword,
        "over" => SyntaxKind.OverKeyword,
        "with" => SyntaxKind.WithKeyword,
        "require" => SyntaxKind.RequireKeyword,
        "and" => SyntaxKind.AndKeyword,
        "or" => SyntaxKind.OrKeyword,
        "not" => SyntaxKind.NotKeyword,
        "true" => SyntaxKind.TrueKeyword,
        "false" => SyntaxKind.FalseKeyword,
        _ => SyntaxKind.IdentifierToken,
    };

    public static bool IsKeyword(SyntaxKind kind) => kind is >= SyntaxKind.ImportKeyword and <= SyntaxKind.FalseKeyword;

    /// <summary>Keywords that can also name a value or a dimension, since no expression begins with them otherwise.</summary>
    public static bool IsNameKeyword(SyntaxKind kind) =>
        kind is SyntaxKind.InKeyword or SyntaxKind.OverKeyword or SyntaxKind.AsKeyword or SyntaxKind.WithKeyword
            or SyntaxKind.OptimizerKeyword;

    /// <summary>Keywords with which only a statement can begin.</summary>
    public static bool IsStatementKeyword(SyntaxKind kind) =>
        kind is SyntaxKind.ImportKeyword or SyntaxKind.FnKeyword or SyntaxKind.ModelKeyword or SyntaxKind.OptimizerKeyword
            or SyntaxKind.ParamKeyword or SyntaxKind.StateKeyword or SyntaxKind.RequireKeyword or SyntaxKind.ForKeyword;

    public static bool IsComparison(SyntaxKind kind) =>
        kind is SyntaxKind.EqualsEqualsToken or SyntaxKind.NotEqualsToken or SyntaxKind.LessToken or SyntaxKind.LessEqualsToken
            or SyntaxKind.GreaterToken or SyntaxKind.GreaterEqualsToken;

    /// <summary>How tightly an infix operator binds; 0 for what is none. <c>^</c> binds on its right first.</summary>
    public static int InfixPrecedence(SyntaxKind kind) => kind switch
    {
        SyntaxKind.PipeToken => Precedence.Pipe,
        SyntaxKind.OrKeyword => Precedence.Or,
        SyntaxKind.AndKeyword => Precedence.And,
        SyntaxKind.EqualsEqualsToken or SyntaxKind.NotEqualsToken or SyntaxKind.LessToken or SyntaxKind.LessEqualsToken
            or SyntaxKind.GreaterToken or SyntaxKind.GreaterEqualsToken => Precedence.Comparison,
        SyntaxKind.DotDotToken => Precedence.Range,
        SyntaxKind.PlusToken or SyntaxKind.MinusToken => Precedence.Additive,
        SyntaxKind.StarToken or SyntaxKind.SlashToken or SyntaxKind.SlashSlashToken or SyntaxKind.PercentToken
            or SyntaxKind.AtToken => Precedence.Multiplicative,
        _ => Precedence.None,
    };

    /// <summary>The bracket that closes an opening one, or the kind itself when it opens nothing.</summary>
    public static SyntaxKind ClosingOf(SyntaxKind open) => open switch
    {
        SyntaxKind.OpenParenthesisToken => SyntaxKind.CloseParenthesisToken,
        SyntaxKind.OpenBracketToken => SyntaxKind.CloseBracketToken,
        SyntaxKind.OpenBraceToken => SyntaxKind.CloseBraceToken,
        SyntaxKind.InterpolationOpenToken => SyntaxKind.InterpolationCloseToken,
        _ => open,
    };

    public static bool IsClosing(SyntaxKind kind) =>
        kind is SyntaxKind.CloseParenthesisToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken
            or SyntaxKind.InterpolationCloseToken;

    /// <summary>The spelling of signs that the parser may miss; empty for kinds without a fixed spelling.</summary>
    public static string SpellingOf(SyntaxKind kind) => kind switch
    {
        SyntaxKind.OpenParenthesisToken => "(",
        SyntaxKind.CloseParenthesisToken => ")",
        SyntaxKind.OpenBracketToken => "[",
        SyntaxKind.CloseBracketToken => "]",
        SyntaxKind.OpenBraceToken or SyntaxKind.InterpolationOpenToken => "{",
        SyntaxKind.CloseBraceToken or SyntaxKind.InterpolationCloseToken => "}",
        SyntaxKind.CommaToken => ",",
        SyntaxKind.ColonToken => ":",
        SyntaxKind.EqualsToken => "=",
        SyntaxKind.FatArrowToken => "=>",
        SyntaxKind.ArrowToken => "->",
        SyntaxKind.LeftArrowToken => "<-",
        SyntaxKind.InKeyword => "in",
        SyntaxKind.OverKeyword => "over",
        _ => "",
    };

    public static bool IsIdentifierStart(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune);

    public static bool IsIdentifierPart(Rune rune) =>
        rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    /// <summary>Whether a text is an identifier and no keyword, so that it can name something new.</summary>
    public static bool IsValidName(string text)
    {
        var isFirst = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (isFirst ? !IsIdentifierStart(rune) : !IsIdentifierPart(rune))
                return false;
            isFirst = false;
        }

        return !isFirst && WordKind(text) == SyntaxKind.IdentifierToken;
    }
}
