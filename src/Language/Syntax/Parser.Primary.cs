using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Literals, names, brackets, lambdas and the expressions that begin with a keyword.</summary>
internal sealed partial class Parser
{
    private ExpressionSyntax ParsePrimary()
    {
        while (At(SyntaxKind.UnknownToken) && !isUnwinding)
            Skip();
        if (IsForeignStringPrefix())
            SkipStringPrefix();
        if (isUnwinding || (AtLineEnd && position != statementStart && LooksLikeStatementStart()))
            return ReportMissingExpression();
        switch (Current.Kind)
        {
            case SyntaxKind.NumberToken:
                return new NumberLiteralSyntax(Take());
            case SyntaxKind.StringStartToken:
                return ParseString();
            case SyntaxKind.StringTextToken:
                return ParseSingleQuotedString();
            case SyntaxKind.TrueKeyword:
            case SyntaxKind.FalseKeyword:
                return new BooleanLiteralSyntax(Take());
            case SyntaxKind.IdentifierToken when Current.Text == "lambda" && Ahead(1).Kind == SyntaxKind.IdentifierToken && Ahead(2).Kind == SyntaxKind.ColonToken:
                return ParseForeignLambda();
            case SyntaxKind.IdentifierToken:
                return Ahead(1).Kind == SyntaxKind.FatArrowToken ? ParseLambda() : new NameSyntax(Take());
            case SyntaxKind.OpenParenthesisToken:
                return IsLambdaAhead() ? ParseLambda() : ParseParentheses();
            case SyntaxKind.OpenBracketToken:
                return ParseListOrPattern();
            case SyntaxKind.OpenBraceToken when blockAllowed:
                return ParseBlock("to begin the block");
            case SyntaxKind.IfKeyword:
                return ParseIf();
            case SyntaxKind.ScanKeyword:
                return ParseScan();
            case SyntaxKind.EllipsisToken:
                ReportHere(SyntaxErrors.MisplacedEllipsis, "`...` stands in a shape, a pattern or an index, for any leading dimensions");
                return new EllipsisSyntax(Take());
            case SyntaxKind.SlashSlashToken when Current.IsFirstOnLine || previous is null:
                return SkipForeignComment();
            case var kind when SyntaxFacts.IsNameKeyword(kind):
                return new NameSyntax(Take(SyntaxKind.IdentifierToken));
            default:
                return ReportMissingExpression();
        }
    }

    private MissingExpressionSyntax ReportMissingExpression()
    {
        ReportHere(SyntaxErrors.ExpressionExpected, "expected an expression" + Found());
        return MissingExpression();
    }

    private ExpressionSyntax SkipForeignComment()
    {
        ReportHere(
            SyntaxErrors.ForeignComment,
            "`//` divides and rounds down; a comment begins with `#`",
            diagnostics.Replace("write `#`", Current.Span, "#"));
        do
            Skip();
        while (!AtEnd && !Current.IsFirstOnLine);
        return MissingExpression();
    }

    private StringLiteralSyntax ParseString()
    {
        var start = Take();
        var parts = ImmutableArray.CreateBuilder<StringPartSyntax>();
        while (true)
        {
            if (At(SyntaxKind.StringTextToken))
            {
                var token = Take();
                var isAfterOpeningLineBreak = parts.Count == 0 && start.Text.Length == 3;
                parts.Add(new StringTextPartSyntax(token, StringEscapes.Replace(isAfterOpeningLineBreak ? WithoutLeadingLineBreak(token.Text) : token.Text)));
            }
            else if (At(SyntaxKind.InterpolationOpenToken) && !isUnwinding)
            {
                parts.Add(ParseInterpolation());
            }
            else
            {
                break;
            }
        }

        // The lexer has reported a string that does not end.
        var end = At(SyntaxKind.StringEndToken) && !isUnwinding ? Take() : Missing(SyntaxKind.StringEndToken);
        return new StringLiteralSyntax(start, parts.DrainToImmutable(), end);
    }

    /// <summary>Whether a letter stands before a string, as other languages mark strings that hold values.</summary>
    private bool IsForeignStringPrefix() =>
        At(SyntaxKind.IdentifierToken) && Current.Text is "f" or "r" or "b" or "u" && !Current.HasTrailingTrivia
        && Ahead(1).Kind == SyntaxKind.StringStartToken && previous?.Kind != SyntaxKind.InterpolationOpenToken && !isUnwinding;

    private void SkipStringPrefix()
    {
        ReportHere(
            SyntaxErrors.ForeignWord,
            "every string can hold values in braces; it needs no letter before it",
            diagnostics.Replace($"leave out `{Current.Text}`", Current.Span, ""));
        Skip();
    }

    /// <summary>The line break directly after <c>"""</c> is no part of the string.</summary>
    private static string WithoutLeadingLineBreak(string text) => text[LineBreaks.LengthAt(text, 0)..];

    private StringLiteralSyntax ParseSingleQuotedString()
    {
        var start = Missing(SyntaxKind.StringStartToken);
        var token = Take();
        var part = new StringTextPartSyntax(token, StringEscapes.Replace(token.Text.Trim('\'')));
        return new StringLiteralSyntax(start, [part], Missing(SyntaxKind.StringEndToken));
    }

    private InterpolationSyntax ParseInterpolation()
    {
        var openIndex = position;
        var hasEnd = pairs.PartnerOf(openIndex) >= 0;
        if (!TryEnterNesting())
            return new InterpolationSyntax(Missing(SyntaxKind.InterpolationOpenToken), MissingExpression(), null, null, Missing(SyntaxKind.InterpolationCloseToken));
        var open = Open(SyntaxKind.InterpolationOpenToken, "before the value", out var outer);
        if (At(SyntaxKind.InterpolationCloseToken))
            ReportHere(SyntaxErrors.ExpressionExpected, "expected a value between the braces; a brace that is text is written `\\{`");
        var expression = At(SyntaxKind.InterpolationCloseToken) ? MissingExpression() : ParseExpression();
        SyntaxToken? format = null;
        if (TryTake(SyntaxKind.ColonToken, out var colon))
            format = At(SyntaxKind.FormatTextToken) ? TakeFormat(colon!) : MissingFormat();
        if (!hasEnd)
            reportedPosition = position;
        var close = Close(open, SyntaxKind.InterpolationCloseToken, openIndex, outer);
        LeaveNesting();
        return new InterpolationSyntax(open, expression, colon, format, close);
    }

    private SyntaxToken TakeFormat(SyntaxToken colon)
    {
        var format = Take();
        if (ValueFormat.Parse(format.Text) is not null)
            return format;

        // What other languages add to a format: a sign, a side, a separator, a kind of number.
        var plain = format.Text.Trim(' ', '<', '>', '^', '+', ',').TrimEnd('f', 'F', 'd', 'g', 's');
        diagnostics.Report(
            SyntaxErrors.UnknownFormat,
            format.Span,
            $"`{format.Text}` is no format: `.3` writes three decimals, `.1%` a percentage, `8.2` at least eight characters, `.2e` an exponent",
            ValueFormat.Parse(plain) is not null ? [diagnostics.Replace($"write `{plain}`", format.Span, plain)]
                : plain.Length == 0 ? [diagnostics.Replace("leave the format out", TextSpan.FromBounds(colon.Span.Start, format.Span.End), "")]
                : []);
        return format;
    }

    private SyntaxToken MissingFormat()
    {
        ReportHere(SyntaxErrors.TokenExpected, "expected a format after `:`, such as `.3` for three digits");
        return Missing(SyntaxKind.FormatTextToken);
    }

    private bool IsLambdaAhead()
    {
        var partner = pairs.PartnerOf(position);
        return partner >= 0 && partner + 1 < tokens.Count && tokens[partner + 1].Kind == SyntaxKind.FatArrowToken;
    }

    private ExpressionSyntax ParseLambda()
    {
        if (!TryEnterNesting())
            return MissingExpression();
        SyntaxToken? open = null;
        SyntaxToken? close = null;
        SeparatedList<ParameterSyntax> parameters;
        if (At(SyntaxKind.IdentifierToken))
        {
            parameters = new SeparatedList<ParameterSyntax>([new ParameterSyntax(Take(), null, null, null, null)], []);
        }
        else
        {
            var list = ParseParameterList();
            (open, parameters, close) = (list.Open, list.Parameters, list.Close);
        }

        var arrow = Expect(SyntaxKind.FatArrowToken, "before the body of the function");
        var body = ParseExpression();
        LeaveNesting();
        return new LambdaSyntax(open, parameters, close, arrow, body);
    }

    private ExpressionSyntax ParseForeignLambda()
    {
        if (!TryEnterNesting())
            return MissingExpression();
        var name = Ahead(1);
        var head = TextSpan.FromBounds(Current.Span.Start, Ahead(2).Span.End);
        ReportAt(
            SyntaxErrors.ForeignWord,
            Current.Span,
            $"a function without a name is written `{name.Text} => ...`",
            diagnostics.Replace("write `=>`", head, $"{name.Text} =>"));
        Skip();
        var parameter = new ParameterSyntax(Take(), null, null, null, null);
        var arrow = Take(SyntaxKind.FatArrowToken);
        var body = ParseExpression();
        LeaveNesting();
        return new LambdaSyntax(null, new SeparatedList<ParameterSyntax>([parameter], []), null, arrow, body);
    }

    /// <summary>A parenthesized expression, a tuple or a record.</summary>
    private ExpressionSyntax ParseParentheses()
    {
        if (!TryEnterNesting())
            return MissingExpression();
        var openIndex = position;
        var open = Open(SyntaxKind.OpenParenthesisToken, "", out var outer);
        ExpressionSyntax result;
        if (AtNamedArgument())
        {
            var fields = ParseList(SyntaxKind.CloseParenthesisToken, ParseField);
            result = new RecordSyntax(open, fields, Close(open, SyntaxKind.CloseParenthesisToken, openIndex, outer));
        }
        else
        {
            var elements = ParseList(SyntaxKind.CloseParenthesisToken, ParseExpression);
            var close = Close(open, SyntaxKind.CloseParenthesisToken, openIndex, outer);
            result = elements is { Count: 1, Separators.Length: 0 }
                ? new ParenthesizedSyntax(open, elements[0], close)
                : new TupleSyntax(open, elements, close);
        }

        LeaveNesting();
        return result;
    }

    private ArgumentSyntax ParseField()
    {
        var field = ParseArgument();
        if (field.Name is null)
            ReportPositionalAfterNamed(field.Value.Span);
        return field;
    }

    private ExpressionSyntax ParseListOrPattern()
    {
        if (!TryEnterNesting())
            return MissingExpression();
        var list = ParseBracketedList("");
        ExpressionSyntax result = list;
        if (!AtLineEnd && TryTake(SyntaxKind.ArrowToken, out var arrow))
            result = new RearrangePatternSyntax(list, arrow!, ParseBracketedList("before the new order of the dimensions"));
        LeaveNesting();
        return result;
    }

    private ListSyntax ParseBracketedList(string purpose)
    {
        var openIndex = position;
        var open = Open(SyntaxKind.OpenBracketToken, purpose, out var outer);
        var elements = open.IsMissing ? SeparatedList<ExpressionSyntax>.Empty : ParseList(SyntaxKind.CloseBracketToken, ParseDimension);
        return new ListSyntax(open, elements, Close(open, SyntaxKind.CloseBracketToken, openIndex, outer));
    }

    private ExpressionSyntax ParseDimension() =>
        At(SyntaxKind.EllipsisToken) ? new EllipsisSyntax(Take()) : ParseExpression();

    private ExpressionSyntax ParseIf()
    {
        if (!TryEnterNesting())
            return MissingExpression();
        var ifKeyword = At(SyntaxKind.IfKeyword) ? Take() : Missing(SyntaxKind.IfKeyword);
        var condition = ParseCondition();
        var then = ParseBlock("before what happens when the condition holds");
        SyntaxToken? elseKeyword = null;
        ExpressionSyntax? otherwise = null;
        if (IsForeignElseIf())
        {
            ReportAt(
                SyntaxErrors.ForeignWord,
                Current.Span,
                "the second condition is written `else if`",
                diagnostics.Replace("write `else if`", Current.Span, "else if"));
            elseKeyword = Take(SyntaxKind.ElseKeyword);
            otherwise = ParseIf();
        }
        else if (TryTake(SyntaxKind.ElseKeyword, out elseKeyword))
        {
            otherwise = At(SyntaxKind.IfKeyword) ? ParseIf() : ParseBlock("before what happens otherwise");
        }

        LeaveNesting();
        return new IfSyntax(ifKeyword, condition, then, elseKeyword, otherwise);
    }

    private bool IsForeignElseIf() =>
        !isUnwinding && At(SyntaxKind.IdentifierToken) && Current.Text is "elif" or "elseif" && Ahead(1).Kind != SyntaxKind.EqualsToken;

    private ExpressionSyntax ParseCondition()
    {
        var condition = ParseHeadExpression();
        if (isUnwinding || !At(SyntaxKind.EqualsToken) || AtLineEnd)
            return condition;
        ReportHere(
            SyntaxErrors.BindingInCondition,
            "`=` binds a name; whether two values are equal is asked by `==`",
            diagnostics.Replace("compare with `==`", Current.Span, "=="));
        return new BinarySyntax(condition, Take(SyntaxKind.EqualsEqualsToken), ParseHeadExpression());
    }

    private ExpressionSyntax ParseScan()
    {
        if (!TryEnterNesting())
            return MissingExpression();
        var scanKeyword = Take();
        var index = ParseNewName("for the index of the scan");
        var overKeyword = Expect(SyntaxKind.OverKeyword, "before the dimension that the scan runs over");
        var dimension = ParseHeadExpression();
        var carries = SeparatedList<CarrySyntax>.Empty;
        if (TryTake(SyntaxKind.WithKeyword, out var withKeyword))
            carries = ParseList(SyntaxKind.OpenBraceToken, ParseCarry);
        var body = ParseBlock("before the body of the scan");
        LeaveNesting();
        return new ScanSyntax(scanKeyword, index, overKeyword, dimension, withKeyword, carries, body);
    }

    private CarrySyntax ParseCarry()
    {
        var name = ParseNewName("for the carried value");
        var (colon, type) = ParseTypeAnnotation();
        var equals = ExpectEquals("before the start value");
        return new CarrySyntax(name, colon, type, equals, ParseHeadExpression());
    }
}
