namespace Dsl.Language.Syntax;

/// <summary><c>optimizer O(configuration) (w, g) { ... }</c>.</summary>
public sealed class OptimizerDeclarationSyntax(
    SyntaxToken keyword,
    SyntaxToken name,
    ParameterListSyntax configuration,
    ParameterListSyntax? inputs,
    SyntaxToken? equalsSign,
    ExpressionSyntax body)
    : StatementSyntax(SyntaxKind.OptimizerDeclaration, Join(keyword, name, configuration, inputs, equalsSign, body))
{
    public SyntaxToken Keyword { get; } = keyword;

    public SyntaxToken Name { get; } = name;

    public ParameterListSyntax Configuration { get; } = configuration;

    public ParameterListSyntax? Inputs { get; } = inputs;

    public SyntaxToken? EqualsSign { get; } = equalsSign;

    public ExpressionSyntax Body { get; } = body;
}
