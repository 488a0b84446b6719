namespace Dsl.Language.Syntax;

/// <summary>A record: <c>(x: 1, y: 2)</c>.</summary>
public sealed class RecordSyntax(SyntaxToken open, SeparatedList<ArgumentSyntax> fields, SyntaxToken close)
    : ExpressionSyntax(SyntaxKind.Record, Join(open, fields, close))
{
    public SyntaxToken Open { get; } = open;

    /// <summary>The fields; each has a name.</summary>
    public SeparatedList<ArgumentSyntax> Fields { get; } = fields;

    public SyntaxToken Close { get; } = close;
}
