using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Editing;

/// <summary>Writes the comment that allows a warning on its line.</summary>
internal static class LintAllowance
{
    private const string Opening = "# nn: allow ";

    /// <summary>The change; null for what is no warning, or where its line has no room for a comment.</summary>
    public static CodeActionProposal? For(Diagnostic diagnostic, SyntaxTree tree)
    {
        var source = tree.Source;
        if (diagnostic.IsError || !diagnostic.Code.StartsWith("NN6", StringComparison.Ordinal) || diagnostic.Location.Source != source)
            return null;
        var line = source.LineSpan(source.LineOf(diagnostic.Location.Span.Start));
        if (line.End < source.Length && tree.FindToken(line.End) is { Kind: SyntaxKind.StringTextToken } text && text.Span.Contains(line.End))
            return null;
        var content = source.Slice(line);
        var known = content.IndexOf(Opening, StringComparison.Ordinal);
        var insertion = known < 0 ? $"  {Opening}{diagnostic.Code}" : $"{diagnostic.Code}, ";
        var place = known < 0 ? line.Start + content.TrimEnd().Length : line.Start + known + Opening.Length;
        var edit = new TextEdit(new SourceLocation(source, new TextSpan(place, 0)), insertion);
        return new CodeActionProposal($"allow {diagnostic.Code} on this line", ImmutableArray.Create(edit), diagnostic, IsPreferred: false, CodeActionKind.Allow);
    }
}
