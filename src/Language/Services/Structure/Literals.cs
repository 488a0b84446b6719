using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Structure;

/// <summary>Tells literals, which say nothing of what they are for, from names and formulas, which do.</summary>
internal static class Literals
{
    /// <summary>Whether an expression is a number, with or without a sign, or <c>true</c> or <c>false</c>.</summary>
    public static bool IsLiteral(ExpressionSyntax expression) =>
        expression is NumberLiteralSyntax or BooleanLiteralSyntax or UnarySyntax { Operator.Kind: SyntaxKind.MinusToken, Operand: NumberLiteralSyntax };
}
