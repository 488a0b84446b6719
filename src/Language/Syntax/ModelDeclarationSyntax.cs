namespace Dsl.Language.Syntax;

/// <summary><c>model M(configuration) (inputs) -> type = body</c>, or with a block as its body. With a single parameter list that is the configuration.</summary>
public sealed class ModelDeclarationSyntax(
    SyntaxToken keyword,
    SyntaxToken name,
    ParameterListSyntax configuration,
    ParameterListSyntax? inputs,
    SyntaxToken? arrow,
    TypeSyntax? returnType,
    SyntaxToken? equalsSign,
    ExpressionSyntax body)
    : StatementSyntax(SyntaxKind.ModelDeclaration, Join(keyword, name, configuration, inputs, arrow, returnType, equalsSign, body))
{
    public SyntaxToken Keyword { get; } = keyword;

    public SyntaxToken Name { get; } = name;

    public ParameterListSyntax Configuration { get; } = configuration;

    public ParameterListSyntax? Inputs { get; } = inputs;

    public SyntaxToken? Arrow { get; } = arrow;

    public TypeSyntax? ReturnType { get; } = returnType;

    public SyntaxToken? EqualsSign { get; } = equalsSign;

    public ExpressionSyntax Body { get; } = body;
}
