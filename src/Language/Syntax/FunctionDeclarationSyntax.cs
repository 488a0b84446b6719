namespace Dsl.Language.Syntax;

/// <summary><c>fn f(parameters) -> type = body</c>, or with a block as its body.</summary>
public sealed class FunctionDeclarationSyntax(
    SyntaxToken keyword,
    SyntaxToken name,
    ParameterListSyntax parameters,
    SyntaxToken? arrow,
    TypeSyntax? returnType,
    SyntaxToken? equalsSign,
    ExpressionSyntax body)
    : StatementSyntax(SyntaxKind.FunctionDeclaration, Join(keyword, name, parameters, arrow, returnType, equalsSign, body))
{
    public SyntaxToken Keyword { get; } = keyword;

    public SyntaxToken Name { get; } = name;

    public ParameterListSyntax Parameters { get; } = parameters;

    public SyntaxToken? Arrow { get; } = arrow;

    public TypeSyntax? ReturnType { get; } = returnType;

    public SyntaxToken? EqualsSign { get; } = equalsSign;

    public ExpressionSyntax Body { get; } = body;
}
