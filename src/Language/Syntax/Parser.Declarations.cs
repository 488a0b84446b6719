using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>Functions, models, optimizers, parameters of all kinds, and types.</summary>
internal sealed partial class Parser
{
    private FunctionDeclarationSyntax ParseFunction()
    {
        var keyword = Take(SyntaxKind.FnKeyword);
        var name = ParseNewName("for the function");
        var parameters = ParseParameterList();
        var (arrow, returnType) = ParseReturnType();
        var (equals, body) = ParseDeclarationBody();
        return new FunctionDeclarationSyntax(keyword, name, parameters, arrow, returnType, equals, body);
    }

    private ModelDeclarationSyntax ParseModel()
    {
        var keyword = Take();
        var name = ParseNewName("for the model");
        var configuration = ParseParameterList();
        var inputs = At(SyntaxKind.OpenParenthesisToken) ? ParseParameterList() : null;
        var (arrow, returnType) = ParseReturnType();
        var (equals, body) = ParseDeclarationBody();
        return new ModelDeclarationSyntax(keyword, name, configuration, inputs, arrow, returnType, equals, body);
    }

    private OptimizerDeclarationSyntax ParseOptimizer()
    {
        var keyword = Take();
        var name = ParseNewName("for the optimizer");
        var configuration = ParseParameterList();
        var inputs = At(SyntaxKind.OpenParenthesisToken) ? ParseParameterList() : null;
        var (equals, body) = ParseDeclarationBody();
        return new OptimizerDeclarationSyntax(keyword, name, configuration, inputs, equals, body);
    }

    private ParameterListSyntax ParseParameterList()
    {
        var openIndex = position;
        var open = Open(SyntaxKind.OpenParenthesisToken, "before the parameters", out var outer);
        var parameters = open.IsMissing
            ? SeparatedList<ParameterSyntax>.Empty
            : ParseList(SyntaxKind.CloseParenthesisToken, ParseParameter);
        var close = Close(open, SyntaxKind.CloseParenthesisToken, openIndex, outer);
        return new ParameterListSyntax(open, parameters, close);
    }

    /// <summary>A parameter; its name may be a keyword, since arguments such as <c>over:</c> are named by it.</summary>
    private ParameterSyntax ParseParameter()
    {
        SyntaxToken name;
        if (At(SyntaxKind.IdentifierToken) || SyntaxFacts.IsKeyword(Current.Kind))
        {
            name = Take(SyntaxKind.IdentifierToken);
        }
        else
        {
            ReportHere(SyntaxErrors.TokenExpected, "expected the name of a parameter" + Found());
            name = Missing(SyntaxKind.IdentifierToken);
        }

        var (colon, type) = ParseTypeAnnotation();
        if (At(SyntaxKind.EqualsToken) || At(SyntaxKind.EqualsEqualsToken))
            return new ParameterSyntax(name, colon, type, ExpectEquals("before the default"), ParseExpression());
        return new ParameterSyntax(name, colon, type, null, null);
    }

    private (SyntaxToken? Colon, TypeSyntax? Type) ParseTypeAnnotation()
    {
        if (AtLineEnd || isUnwinding)
            return (null, null);
        if (TryTake(SyntaxKind.ColonToken, out var colon))
            return (colon, ParseType());
        if (!At(SyntaxKind.OpenBracketToken))
            return (null, null);
        var place = new TextSpan(previous!.Span.End, 0);
        ReportHere(SyntaxErrors.TokenExpected, "expected `:` between the name and its shape", diagnostics.Replace("put a colon", place, ":"));
        return (Missing(SyntaxKind.ColonToken), ParseType());
    }

    private (SyntaxToken? Arrow, TypeSyntax? Type) ParseReturnType()
    {
        if (TryTake(SyntaxKind.ArrowToken, out var arrow))
            return (arrow, ParseType());
        if (isUnwinding || !IsTypeAfterColon())
            return (null, null);
        ReportHere(SyntaxErrors.TokenExpected, "the type of the result stands after `->`", diagnostics.Replace("write `->`", Current.Span, " ->"));
        return (Take(SyntaxKind.ArrowToken), ParseType());
    }

    /// <summary>Whether a colon, a shape and then the body follow.</summary>
    private bool IsTypeAfterColon()
    {
        if (!At(SyntaxKind.ColonToken) || Ahead(1).Kind != SyntaxKind.OpenBracketToken)
            return false;
        var partner = pairs.PartnerOf(position + 1);
        return partner >= 0 && tokens[partner + 1].Kind is SyntaxKind.EqualsToken or SyntaxKind.OpenBraceToken;
    }

    /// <summary>An element type, a shape, or both.</summary>
    private TypeSyntax ParseType()
    {
        SyntaxToken? elementName = null;
        if (At(SyntaxKind.IdentifierToken) && !isUnwinding && !(AtLineEnd && LooksLikeStatementStart()))
            elementName = Take();
        var hasShape = At(SyntaxKind.OpenBracketToken) && !isUnwinding && (elementName is null || !AtLineEnd);
        if (elementName is not null && !hasShape)
            return new TypeSyntax(elementName, null);
        if (!hasShape)
        {
            ReportHere(SyntaxErrors.TypeExpected, "expected a type such as `int`, `[batch, 4]` or `int[B, T]`" + Found() + (At(SyntaxKind.OpenParenthesisToken) ? "; the type of a tuple or record is not written but left out" : ""));
            if (At(SyntaxKind.NumberToken) && !AtLineEnd)
                Skip();
            return new TypeSyntax(Missing(SyntaxKind.IdentifierToken), null);
        }

        if (!TryEnterNesting())
            return new TypeSyntax(Missing(SyntaxKind.IdentifierToken), null);
        var openIndex = position;
        var open = Open(SyntaxKind.OpenBracketToken, "before the shape", out var outer);
        var dimensions = ParseList(SyntaxKind.CloseBracketToken, ParseDimension);
        var close = Close(open, SyntaxKind.CloseBracketToken, openIndex, outer);
        LeaveNesting();
        return new TypeSyntax(elementName, new ShapeSyntax(open, dimensions, close));
    }

    /// <summary>What a declaration means: <c>= expression</c> or a block.</summary>
    private (SyntaxToken? EqualsSign, ExpressionSyntax Body) ParseDeclarationBody()
    {
        if (isUnwinding)
            return (null, MissingExpression());
        if (At(SyntaxKind.OpenBraceToken))
            return (null, ParseBlock("before the body"));
        if (AtLineEnd || AtEnd)
            return (null, ParseBlock("or `=` before the body"));
        if (At(SyntaxKind.EqualsToken) || At(SyntaxKind.EqualsEqualsToken))
            return (ExpectEquals("before the body"), ParseExpression());
        if (At(SyntaxKind.ColonToken) && Ahead(1).IsFirstOnLine)
            return (null, ParseIndentedBlock());
        if (Current.Kind is SyntaxKind.ColonToken or SyntaxKind.FatArrowToken)
        {
            ReportHere(
                SyntaxErrors.TokenExpected,
                $"the body stands after `=` or in braces, not after `{Current.Text}`",
                diagnostics.Replace("write `=`", Current.Span, " ="));
            var equals = Take(SyntaxKind.EqualsToken);
            return (equals, AtStatementEnd ? MissingExpression() : ParseExpression());
        }

        ReportHere(SyntaxErrors.TokenExpected, "expected `=` or `{` before the body" + Found());
        return (null, MissingExpression());
    }

    /// <summary>The name that a declaration gives.</summary>
    private SyntaxToken ParseNewName(string purpose)
    {
        var isHere = !isUnwinding && (!AtLineEnd || previous is { Kind: SyntaxKind.CommaToken });
        if (At(SyntaxKind.IdentifierToken) && isHere)
            return Take();
        if (SyntaxFacts.IsKeyword(Current.Kind) && isHere && Current.Kind is not (SyntaxKind.OverKeyword or SyntaxKind.InKeyword))
        {
            ReportKeywordAsName();
            return Take(SyntaxKind.IdentifierToken);
        }

        ReportHere(SyntaxErrors.TokenExpected, $"expected a name {purpose}{Found()}");
        return Missing(SyntaxKind.IdentifierToken);
    }

    private void ReportKeywordAsName() =>
        ReportHere(SyntaxErrors.KeywordAsName, $"`{Current.Text}` is a keyword; choose another name, such as `{Current.Text}_`");

    /// <summary>Takes <c>=</c>, or <c>==</c> with a report.</summary>
    private SyntaxToken ExpectEquals(string purpose)
    {
        if (!At(SyntaxKind.EqualsEqualsToken) || isUnwinding)
            return Expect(SyntaxKind.EqualsToken, purpose);
        ReportHere(
            SyntaxErrors.ComparisonForBinding,
            "`==` asks whether two values are equal; a value is given by `=`",
            diagnostics.Replace("write `=`", Current.Span, "="));
        return Take(SyntaxKind.EqualsToken);
    }
}
