using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Colors;

/// <summary>Tells names from keywords by their place: a few keywords can be names, and every one can name an argument.</summary>
internal static class NamedParts
{
    public static bool IsName(SyntaxToken token, SyntaxNode parent)
    {
        if (token.Kind == SyntaxKind.IdentifierToken)
            return true;
        return SyntaxFacts.IsKeyword(token.Kind) && parent switch
        {
            NameSyntax or MemberSyntax => true,
            ArgumentSyntax argument => token == argument.Name,
            ParameterSyntax parameter => token == parameter.Name,
            _ => false,
        };
    }
}
