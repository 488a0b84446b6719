using System.Globalization;

namespace Dsl.Language.Syntax;

/// <summary>A number as written: <c>3</c>, <c>1_000</c>, <c>0.5</c>, <c>1e-3</c>.</summary>
public sealed class NumberLiteralSyntax : ExpressionSyntax
{
    public NumberLiteralSyntax(SyntaxToken token)
        : base(SyntaxKind.NumberLiteral, Join(token))
    {
        Token = token;
        var digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        IsInteger = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer);
        IntegerValue = integer;
        Value = double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }

    public SyntaxToken Token { get; }

    /// <summary>The number; 0 when the token is malformed, which the lexer has reported.</summary>
    public double Value { get; }

    /// <summary>Whether the number is written without point and exponent and fits 64 bits.</summary>
    public bool IsInteger { get; }

    /// <summary>The number when <see cref="IsInteger"/>, else 0.</summary>
    public long IntegerValue { get; }
}
