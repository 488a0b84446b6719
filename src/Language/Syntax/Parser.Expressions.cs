using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Operators by precedence, prefixes and postfixes.</summary>
internal sealed partial class Parser
{
    private ExpressionSyntax ParseExpression() => ParseBinary(Precedence.Pipe);

    /// <summary>An expression whose <c>{</c> belongs to the statement around it.</summary>
    private ExpressionSyntax ParseHeadExpression()
    {
        var outer = blockAllowed;
        blockAllowed = false;
        var expression = ParseExpression();
        blockAllowed = outer;
        return expression;
    }

    /// <summary>Operators that bind at least as tightly as <paramref name="minimum"/>, hung on their left operand in a loop.</summary>
    private ExpressionSyntax ParseBinary(int minimum)
    {
        var left = ParsePrefix();
        while (!isUnwinding)
        {
            var kind = Current.Kind;
            if (kind == SyntaxKind.LeftArrowToken && IsLessThanNegative())
                kind = SyntaxKind.LessToken;
            var precedence = SyntaxFacts.InfixPrecedence(kind);
            if (precedence == Precedence.None || precedence < minimum || (AtLineEnd && kind != SyntaxKind.PipeToken))
                break;
            if (!MayGrow(left))
                break;
            if (precedence == Precedence.Comparison)
                CheckChain(left);
            var operatorToken = At(SyntaxKind.LeftArrowToken) ? TakeLess() : Take();
            var right = ParseBinary(precedence + 1);
            left = kind == SyntaxKind.PipeToken
                ? new PipeSyntax(left, operatorToken, right)
                : new BinarySyntax(left, operatorToken, right);
        }

        return left;
    }

    /// <summary>Whether <c>&lt;-</c> is <c>&lt; -</c>: when a value follows directly.</summary>
    private bool IsLessThanNegative() => !Current.HasTrailingTrivia && !Ahead(1).IsFirstOnLine;

    private SyntaxToken TakeLess()
    {
        var (less, minus) = Take().Split(SyntaxKind.LessToken, SyntaxKind.MinusToken);
        position--;
        tokens[position] = minus;
        previous = less;
        return less;
    }

    private bool MayGrow(ExpressionSyntax left)
    {
        if (left.Height < SyntaxLimits.ChainHeight)
            return true;
        GiveUpStatement("in one chain", SyntaxLimits.ChainHeight);
        return false;
    }

    private void CheckChain(ExpressionSyntax left)
    {
        if (left is not BinarySyntax { Operator: var first, Right: var middle } || !SyntaxFacts.IsComparison(first.Kind))
            return;
        var middleText = source.Slice(middle.Span);
        ReportAt(
            SyntaxErrors.ChainedComparison,
            Current.Span,
            "`a < b < c` compares a truth value with `c`; join two comparisons by `and`",
            diagnostics.Replace("join two comparisons", Current.Span, $"and {middleText} {Current.Text}"));
    }

    private ExpressionSyntax ParsePrefix()
    {
        while (At(SyntaxKind.PlusToken) && !AtLineEnd && !isUnwinding)
            SkipPlus();
        if (!At(SyntaxKind.MinusToken) && !At(SyntaxKind.NotKeyword))
            return ParsePower();
        if (AtLineEnd && LooksLikeStatementStart())
            return ParsePower();
        if (!TryEnterNesting())
            return MissingExpression();
        var isNegation = At(SyntaxKind.MinusToken);
        var operatorToken = Take();
        var operand = isNegation ? ParsePrefix() : ParseBinary(Precedence.Comparison);
        LeaveNesting();
        return new UnarySyntax(operatorToken, operand);
    }

    private void SkipPlus()
    {
        ReportHere(
            SyntaxErrors.ForeignOperator,
            "`+` stands between two values; a count goes up by `x = x + 1`",
            diagnostics.Replace("leave out `+`", Current.Span, ""));
        Skip();
        reportedPosition = position;
    }

    /// <summary><c>a^b^c</c> is <c>a^(b^c)</c>; the exponent may have a sign.</summary>
    private ExpressionSyntax ParsePower()
    {
        var left = ParsePostfix();
        if (isUnwinding || !At(SyntaxKind.CaretToken) || AtLineEnd || !TryEnterNesting())
            return left;
        var operatorToken = Take();
        var right = ParsePrefix();
        LeaveNesting();
        return new BinarySyntax(left, operatorToken, right);
    }

    private ExpressionSyntax ParsePostfix()
    {
        var expression = ParsePrimary();
        while (!isUnwinding && !AtLineEnd)
        {
            if (Current.Kind is not (SyntaxKind.OpenParenthesisToken or SyntaxKind.OpenBracketToken or SyntaxKind.DotToken))
                break;
            if (expression is MissingExpressionSyntax || !MayGrow(expression))
                break;
            expression = Current.Kind switch
            {
                SyntaxKind.OpenParenthesisToken => ParseCall(expression),
                SyntaxKind.OpenBracketToken => ParseIndex(expression),
                _ => ParseMember(expression),
            };
        }

        return expression;
    }

    private ExpressionSyntax ParseMember(ExpressionSyntax target)
    {
        var dot = Take();
        if (!AtLineEnd && (At(SyntaxKind.IdentifierToken) || SyntaxFacts.IsKeyword(Current.Kind)))
            return new MemberSyntax(target, dot, Take(SyntaxKind.IdentifierToken));
        ReportHere(SyntaxErrors.TokenExpected, $"expected a name after `.`{Found()}");
        return new MemberSyntax(target, dot, Missing(SyntaxKind.IdentifierToken));
    }

    private ExpressionSyntax ParseCall(ExpressionSyntax callee)
    {
        if (!TryEnterNesting())
            return callee;
        var openIndex = position;
        var open = Open(SyntaxKind.OpenParenthesisToken, "before the arguments", out var outer);
        var arguments = ParseArguments();
        var close = Close(open, SyntaxKind.CloseParenthesisToken, openIndex, outer);
        LeaveNesting();
        return new CallSyntax(callee, open, arguments, close);
    }

    private SeparatedList<ArgumentSyntax> ParseArguments()
    {
        var hasNamed = false;
        return ParseList(SyntaxKind.CloseParenthesisToken, () =>
        {
            var argument = ParseArgument();
            if (argument.Name is not null)
                hasNamed = true;
            else if (hasNamed && argument.Value is not MissingExpressionSyntax)
                ReportPositionalAfterNamed(argument.Value.Span);
            return argument;
        });
    }

    private void ReportPositionalAfterNamed(TextSpan span) =>
        diagnostics.Report(SyntaxErrors.PositionalAfterNamed, span, "this argument has no name, yet stands after one that has");

    private ArgumentSyntax ParseArgument()
    {
        if (AtNamedArgument())
            return new ArgumentSyntax(Take(SyntaxKind.IdentifierToken), Take(), ParseExpression());
        if (!AtArgumentWithEquals())
            return new ArgumentSyntax(null, null, ParseExpression());
        var name = Take(SyntaxKind.IdentifierToken);
        ReportAt(
            SyntaxErrors.ArgumentWithEquals,
            Current.Span,
            $"a named argument is written `{name.Text}: value`",
            diagnostics.Replace("write a colon", TextSpan.FromBounds(name.Span.End, Current.Span.End), ":"));
        return new ArgumentSyntax(name, Take(SyntaxKind.ColonToken), ParseExpression());
    }

    private bool AtNamedArgument() => AtWord && Ahead(1).Kind == SyntaxKind.ColonToken;

    private bool AtArgumentWithEquals() =>
        AtWord && Ahead(1).Kind == SyntaxKind.EqualsToken && !(AtLineEnd && LooksLikeStatementStart());

    private bool AtWord => At(SyntaxKind.IdentifierToken) || SyntaxFacts.IsKeyword(Current.Kind);

    private ExpressionSyntax ParseIndex(ExpressionSyntax target)
    {
        if (!TryEnterNesting())
            return target;
        var openIndex = position;
        var open = Open(SyntaxKind.OpenBracketToken, "before the index", out var outer);
        var arguments = ParseList(SyntaxKind.CloseBracketToken, ParseIndexArgument);
        var close = Close(open, SyntaxKind.CloseBracketToken, openIndex, outer);
        LeaveNesting();
        return new IndexSyntax(target, open, arguments, close);
    }

    /// <summary>An expression, a slice <c>start:stop:step</c> with optional parts, or <c>...</c>.</summary>
    private ExpressionSyntax ParseIndexArgument()
    {
        if (At(SyntaxKind.EllipsisToken))
            return new EllipsisSyntax(Take());
        var start = At(SyntaxKind.ColonToken) ? null : ParseExpression();
        if (isUnwinding || !TryTake(SyntaxKind.ColonToken, out var colon))
            return start ?? MissingExpression();
        var stop = AtSlicePartEnd ? null : ParseExpression();
        if (!TryTake(SyntaxKind.ColonToken, out var secondColon))
            return new SliceSyntax(start, colon!, stop, null, null);
        var step = AtSlicePartEnd ? null : ParseExpression();
        return new SliceSyntax(start, colon!, stop, secondColon, step);
    }

    private bool AtSlicePartEnd =>
        AtLineEnd || Current.Kind is SyntaxKind.ColonToken or SyntaxKind.CommaToken or SyntaxKind.CloseBracketToken
            or SyntaxKind.EndOfFileToken;
}
