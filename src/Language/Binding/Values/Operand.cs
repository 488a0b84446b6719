using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Values;

/// <summary>A tensor that takes part in an operation, as the user wrote it.</summary>
public sealed record Operand(Node Node, SourceLocation Location, ExpressionSyntax? Syntax)
{
    /// <summary>The operand as written, shortened.</summary>
    public string Text
    {
        get
        {
            var text = Location.Text.ReplaceLineEndings(" ");
            return text.Length > 40 ? text[..37] + "..." : text;
        }
    }
}
