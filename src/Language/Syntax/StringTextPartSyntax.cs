
namespace Dsl.Language.Syntax;

/// <summary>Plain text inside a string.</summary>
public sealed class StringTextPartSyntax(SyntaxToken token, string value)
    : StringPartSyntax(SyntaxKind.StringTextPart, Join(token))
{
    public SyntaxToken Token { get; } = token;

    /// <summary>The text with its escapes replaced.</summary>
    public string Value { get; } = value;
}
