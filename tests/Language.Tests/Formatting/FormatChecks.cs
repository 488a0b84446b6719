using Dsl.Language.Formatting;
using Dsl.Language.Syntax;
using Dsl.Language.Tests.Syntax;

namespace Dsl.Language.Tests.Formatting;

/// <summary>What holds for the formatted form of every script.</summary>
internal static class FormatChecks
{
    public static void Verify(string text)
    {
        var before = TreeText.Parse(text);
        var formatted = Formatter.Format(before);
        if (!before.Diagnostics.IsEmpty)
        {
            Assert.Equal(text, formatted);
            return;
        }

        var after = TreeText.Parse(formatted);
        Assert.Empty(after.Diagnostics.Select(d => $"{d.Code} {d.Location} {d.Message}\n{formatted}"));
        Assert.Equal(Shape(before.Root), Shape(after.Root));
        Assert.Equal(Comments(before.Root), Comments(after.Root));
        Assert.Equal(formatted, Formatter.Format(after));
        Assert.DoesNotContain(formatted.Split('\n'), line => line.EndsWith(' ') && !text.Contains("\"\"\"", StringComparison.Ordinal));
    }

    /// <summary>All nodes and tokens in order: equal for trees of equal meaning.</summary>
    private static List<string> Shape(SyntaxNode root)
    {
        var shape = root.DescendantNodesAndSelf().Select(n => n.Kind.ToString()).ToList();
        shape.AddRange(root.DescendantTokens().Select(t => t.Text));
        return shape;
    }

    private static List<string> Comments(SyntaxNode root) =>
        [.. root.DescendantTokens().SelectMany(t => t.LeadingTrivia.Concat(t.TrailingTrivia)).Where(t => t.IsComment).Select(t => t.Text.TrimEnd())];
}
