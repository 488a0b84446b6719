using System.Collections.Immutable;

namespace Dsl.Language.Syntax;

/// <summary>A string with the values put into it: <c>"loss {loss:.3}"</c>.</summary>
public sealed class StringLiteralSyntax(SyntaxToken startQuote, ImmutableArray<StringPartSyntax> parts, SyntaxToken endQuote)
    : ExpressionSyntax(SyntaxKind.StringLiteral, [startQuote, .. parts, endQuote])
{
    public SyntaxToken StartQuote { get; } = startQuote;

    public ImmutableArray<StringPartSyntax> Parts { get; } = parts;

    public SyntaxToken EndQuote { get; } = endQuote;

    /// <summary>The text when no value is put into it, else null.</summary>
    public string? ConstantValue
    {
        get
        {
            var text = "";
            foreach (var part in Parts)
            {
                if (part is not StringTextPartSyntax textPart)
                    return null;
                text += textPart.Value;
            }

            return text;
        }
    }
}
