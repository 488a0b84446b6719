using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Syntax;

public class SampleParsingTests
{
    public static TheoryData<string> Names => [.. SampleScripts.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_parses_without_a_diagnostic(string name)
    {
        var tree = TreeText.Parse(TextOf(name));
        TreeText.Verify(tree);
        Assert.Empty(tree.Diagnostics.Select(d => $"{d.Code} {d.Location} {d.Message}"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_prefix_parses(string name)
    {
        var text = TextOf(name);
        for (var length = 0; length < text.Length; length++)
            TreeText.Verify(TreeText.Parse(text[..length]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deleting_any_token_leaves_the_other_statements_as_they_are(string name)
    {
        var text = TextOf(name);
        var original = TreeText.Parse(text);
        foreach (var statement in original.Root.Statements)
        {
            var following = original.Root.Statements.SkipWhile(s => s.Span.Start <= LineEnd(text, statement.Span.End)).Select(s => s.ToString()).ToList();
            foreach (var token in statement.DescendantTokens())
            {
                if (token.Span.Length == 0)
                    continue;
                var tree = TreeText.Parse(text.Remove(token.Span.Start, token.Span.Length));
                TreeText.Verify(tree);
                if (token.Text == "\"\"\"" || JoinsTheNextLine(text, token.Span))
                    continue;
                var found = tree.Root.Statements.Select(s => s.ToString()).TakeLast(following.Count).ToList();
                Assert.True(following.SequenceEqual(found), $"without `{token.Text}` at {token.Location}: {string.Join(" | ", found.Except(following))}");
            }
        }
    }

    [Fact]
    public void The_samples_use_every_kind_of_node()
    {
        var used = SampleScripts.All.SelectMany(s => TreeText.Parse(s.Text).Root.DescendantNodesAndSelf()).Select(n => n.GetType()).ToHashSet();
        var nodes = typeof(SyntaxNode).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(SyntaxNode)) && !t.IsAbstract);
        Assert.Equal(["ErrorStatementSyntax", "MissingExpressionSyntax"], nodes.Where(n => !used.Contains(n)).Select(n => n.Name).Order());
    }

    [Fact]
    public void The_library_parses_without_a_diagnostic()
    {
        var assembly = typeof(SyntaxTree).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".nn", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var tree = SyntaxTree.Parse(new SourceText(name, reader.ReadToEnd()));
            TreeText.Verify(tree);
            Assert.Empty(tree.Diagnostics.Select(d => $"{d.Code} {d.Location} {d.Message}"));
        }
    }

    private static string TextOf(string name) => SampleScripts.All.Single(s => s.Name == name).Text;

    /// <summary>Whether the line without the token ends in an operator, so that it rightly goes on in the next one.</summary>
    private static bool JoinsTheNextLine(string text, TextSpan token)
    {
        var rest = text[token.End..LineEnd(text, token.End)].Trim();
        return (rest.Length == 0 || rest.StartsWith('#'))
            && (text[..token.Start].TrimEnd().EndsWith('*') || text[..token.Start].TrimEnd().EndsWith('+') || text[..token.Start].TrimEnd().EndsWith("|>"));
    }

    private static int LineEnd(string text, int position)
    {
        var end = text.IndexOf('\n', position);
        return end < 0 ? text.Length : end;
    }
}
