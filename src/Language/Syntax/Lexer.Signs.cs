using System.Globalization;
using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Numbers, operators and punctuation, and characters that are none of these.</summary>
internal sealed partial class Lexer
{
    private SyntaxKind ScanNumber()
    {
        var start = position;
        var beginsWithPoint = Current == '.';
        ScanDigits();
        if (Current == '.' && (beginsWithPoint || char.IsAsciiDigit(Peek(1))))
        {
            position++;
            ScanDigits();
        }

        if (Current is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            position += 2;
            ScanDigits();
        }

        var numberEnd = position;
        while (TryDecode(out var rune) && SyntaxFacts.IsIdentifierPart(rune))
            position += rune.Utf16SequenceLength;
        CheckNumber(start, numberEnd, beginsWithPoint);
        return SyntaxKind.NumberToken;
    }

    private void ScanDigits()
    {
        while (char.IsAsciiDigit(Current) || (Current == '_' && char.IsAsciiDigit(Peek(1))))
            position++;
    }

    private void CheckNumber(int start, int numberEnd, bool beginsWithPoint)
    {
        var span = TextSpan.FromBounds(start, position);
        if (position > numberEnd)
        {
            var number = text[start..numberEnd];
            var rest = text[numberEnd..position];
            diagnostics.Report(
                SyntaxErrors.MalformedNumber,
                span,
                $"`{Shorten(rest)}` cannot follow a number directly; a product is written with `*`, a power of ten as `1e-3`",
                diagnostics.Replace("write a product", span, $"{number} * {rest}"));
        }
        else if (beginsWithPoint)
        {
            diagnostics.Report(
                SyntaxErrors.MalformedNumber,
                span,
                "a number begins with a digit",
                diagnostics.Replace("put a zero before the point", span, "0" + text[start..position]));
        }
        else
        {
            var digits = text[start..position].Replace("_", "", StringComparison.Ordinal);
            var isWhole = digits.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
            if (isWhole && !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                diagnostics.Report(SyntaxErrors.MalformedNumber, span, "whole numbers go up to 9223372036854775807");
            else if (!double.IsFinite(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)))
                diagnostics.Report(SyntaxErrors.MalformedNumber, span, "numbers go up to about 1.8e308");
        }
    }

    private SyntaxKind ScanSign()
    {
        switch (Current)
        {
            case '(':
                ChangeBracketDepth(1);
                return Sign(1, SyntaxKind.OpenParenthesisToken);
            case ')':
                ChangeBracketDepth(-1);
                return Sign(1, SyntaxKind.CloseParenthesisToken);
            case '[':
                ChangeBracketDepth(1);
                return Sign(1, SyntaxKind.OpenBracketToken);
            case ']':
                ChangeBracketDepth(-1);
                return Sign(1, SyntaxKind.CloseBracketToken);
            case '{':
                ChangeBraceDepth(1);
                return Sign(1, SyntaxKind.OpenBraceToken);
            case '}' when InInterpolation && modes[^1].BraceDepth == 0:
                return Sign(1, SyntaxKind.InterpolationCloseToken);
            case '}':
                ChangeBraceDepth(-1);
                return Sign(1, SyntaxKind.CloseBraceToken);
            case ',':
                return Sign(1, SyntaxKind.CommaToken);
            case ':':
                return Sign(1, SyntaxKind.ColonToken);
            case ';':
                return Sign(1, SyntaxKind.SemicolonToken);
            case '.':
                return Peek(1) != '.' ? Sign(1, SyntaxKind.DotToken)
                    : Peek(2) == '.' ? Sign(3, SyntaxKind.EllipsisToken)
                    : Sign(2, SyntaxKind.DotDotToken);
            case '~':
                return Sign(1, SyntaxKind.TildeToken);
            case '@':
                return Sign(1, SyntaxKind.AtToken);
            case '%':
                return SignOrCompound(SyntaxKind.PercentToken);
            case '^':
                return Sign(1, SyntaxKind.CaretToken);
            case '+':
                return SignOrCompound(SyntaxKind.PlusToken);
            case '-':
                return Peek(1) == '>' ? Sign(2, SyntaxKind.ArrowToken) : SignOrCompound(SyntaxKind.MinusToken);
            case '*':
                return Peek(1) == '*' ? ForeignSign(2, SyntaxKind.CaretToken, "^")
                    : SignOrCompound(SyntaxKind.StarToken);
            case '/':
                return Peek(1) == '/' ? Sign(2, SyntaxKind.SlashSlashToken) : SignOrCompound(SyntaxKind.SlashToken);
            case '=':
                return Peek(1) == '=' ? Sign(2, SyntaxKind.EqualsEqualsToken)
                    : Peek(1) == '>' ? Sign(2, SyntaxKind.FatArrowToken)
                    : Sign(1, SyntaxKind.EqualsToken);
            case '<':
                return Peek(1) == '=' ? Sign(2, SyntaxKind.LessEqualsToken)
                    : Peek(1) == '-' ? Sign(2, SyntaxKind.LeftArrowToken)
                    : Sign(1, SyntaxKind.LessToken);
            case '>':
                return Peek(1) == '=' ? Sign(2, SyntaxKind.GreaterEqualsToken) : Sign(1, SyntaxKind.GreaterToken);
            case '!':
                return Peek(1) == '=' ? Sign(2, SyntaxKind.NotEqualsToken) : ForeignSign(1, SyntaxKind.NotKeyword, "not");
            case '&' when Peek(1) == '&':
                return ForeignSign(2, SyntaxKind.AndKeyword, "and");
            case '|' when Peek(1) == '|':
                return ForeignSign(2, SyntaxKind.OrKeyword, "or");
            case '|' when Peek(1) == '>':
                return Sign(2, SyntaxKind.PipeToken);
            default:
                return LookalikeCharacters.TryFind(Current, out var kind, out var spelling)
                    ? ForeignSign(1, kind, spelling)
                    : SyntaxKind.UnknownToken;
        }
    }

    private SyntaxKind Sign(int length, SyntaxKind kind)
    {
        position += length;
        return kind;
    }

    private SyntaxKind SignOrCompound(SyntaxKind kind) =>
        Peek(1) == '=' && Peek(2) != '=' ? Sign(2, SyntaxKind.CompoundAssignmentToken) : Sign(1, kind);

    private SyntaxKind ForeignSign(int length, SyntaxKind kind, string spelling)
    {
        var span = new TextSpan(position, length);
        var written = text.Substring(position, length);
        position += length;
        var isWord = char.IsAsciiLetter(spelling[0]);
        var before = isWord && span.Start > 0 && !char.IsWhiteSpace(text[span.Start - 1]) && text[span.Start - 1] is not '(' ? " " : "";
        var after = isWord && !AtEnd && !char.IsWhiteSpace(Current) ? " " : "";
        diagnostics.Report(
            SyntaxErrors.ForeignOperator,
            span,
            $"`{written}` is written `{spelling}` here",
            diagnostics.Replace($"write `{spelling}`", span, before + spelling + after));
        return kind;
    }

    private void ChangeBracketDepth(int change)
    {
        if (InInterpolation)
            modes[^1] = modes[^1] with { BracketDepth = Math.Max(0, modes[^1].BracketDepth + change) };
    }

    private void ChangeBraceDepth(int change)
    {
        if (InInterpolation)
            modes[^1] = modes[^1] with { BraceDepth = modes[^1].BraceDepth + change };
    }

    /// <summary>Takes a run of characters with which nothing can begin.</summary>
    private SyntaxKind ScanUnknown()
    {
        var start = position;
        Advance();
        while (!AtEnd && BeginsNothing())
            Advance();
        var run = text[start..position];
        if (run.AsSpan().ContainsAnyExcept('\0'))
            diagnostics.Report(SyntaxErrors.UnknownCharacter, TextSpan.FromBounds(start, position), ExplainUnknown(run.TrimStart('\0')));
        return SyntaxKind.UnknownToken;
    }

    private void Advance() => position += TryDecode(out var rune) ? rune.Utf16SequenceLength : 1;

    private bool BeginsNothing()
    {
        if (Current is '\n' or '\r' or '\ufeff' or '"' or '\'' or '#' || char.IsWhiteSpace(Current) || char.IsAsciiLetterOrDigit(Current))
            return false;
        if (TryDecode(out var rune) && SyntaxFacts.IsIdentifierStart(rune))
            return false;
        return !"()[]{},:;.~@%^+-*/=<>!&|".Contains(Current) && !LookalikeCharacters.TryFind(Current, out _, out _);
    }

    private static string ExplainUnknown(string run)
    {
        var hint = run[0] switch
        {
            '?' => "; a choice is written `if condition { a } else { b }`",
            '\u201c' or '\u201d' or '\u201e' or '\u00ab' or '\u00bb' => "; strings stand in straight double quotes",
            '\u2018' or '\u2019' => "; strings stand in straight double quotes",
            '\u00b2' => "; a square is written `^2`",
            '\u00b3' => "; a cube is written `^3`",
            '\u221a' => "; a root is written `sqrt(x)`",
            '\u2211' => "; a sum is written `sum(x)`",
            '$' => "; a value in a string is written `{value}`",
            '&' => "; `and` joins conditions",
            '|' => "; `|>` pipes a value into a function and `or` joins conditions",
            '\\' => "; a line goes on after an operator, a comma or inside brackets",
            '#' => "; a comment cannot stand inside the braces of a string",
            _ => "",
        };
        if (hint.Length == 0 && run.Length > 1 && run.EnumerateRunes().Skip(1).Any())
            return $"the characters {Describe(run)} are no part of the language";
        return $"the character {Describe(run[..(char.IsHighSurrogate(run[0]) && run.Length > 1 ? 2 : 1)])} is no part of the language{hint}";
    }

    /// <summary>Shows characters, and the number of those that cannot be seen.</summary>
    private static string Describe(string run)
    {
        if (!Rune.TryGetRuneAt(run, 0, out var rune))
            return $"U+{(int)run[0]:X4}";
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            ? $"U+{rune.Value:X4}"
            : $"`{Shorten(run)}`";
    }

    private static string Shorten(string run)
    {
        if (run.Length <= 16)
            return run;
        return run[..(char.IsHighSurrogate(run[15]) ? 15 : 16)] + "...";
    }
}
