using System.Text;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Syntax;

/// <summary>Ways to look at a tree from a test.</summary>
internal static class TreeText
{
    public static SyntaxTree Parse(string text) => SyntaxTree.Parse(new SourceText("test.nn", text));

    /// <summary>The text of all tokens with their trivia.</summary>
    public static string FullText(SyntaxNode node)
    {
        var text = new StringBuilder();
        foreach (var token in node.DescendantTokens())
        {
            foreach (var trivia in token.LeadingTrivia)
                text.Append(trivia.Text);
            text.Append(token.Text);
            foreach (var trivia in token.TrailingTrivia)
                text.Append(trivia.Text);
        }

        return text.ToString();
    }

    /// <summary>Checks all that holds for every tree of every text.</summary>
    public static void Verify(SyntaxTree tree)
    {
        Assert.Equal(tree.Source.Content, FullText(tree.Root));
        Assert.Equal(new TextSpan(0, tree.Source.Length), tree.Root.FullSpan);
        foreach (var node in tree.Root.DescendantNodesAndSelf())
        {
            var position = node.FullSpan.Start;
            foreach (var child in node.Children)
            {
                Assert.Equal(position, child.FullSpan.Start);
                position = child.FullSpan.End;
            }

            Assert.Equal(position, node.FullSpan.End);
        }

        foreach (var diagnostic in tree.Diagnostics)
        {
            Assert.InRange(diagnostic.Location.Span.Start, 0, tree.Source.Length);
            Assert.InRange(diagnostic.Location.Span.End, diagnostic.Location.Span.Start, tree.Source.Length);
        }
    }

    /// <summary>An expression with all its groupings in parentheses: <c>(a + (b * c))</c>.</summary>
    public static string Grouped(ExpressionSyntax expression) => expression switch
    {
        BinarySyntax binary => $"({Grouped(binary.Left)} {binary.Operator.Text} {Grouped(binary.Right)})",
        PipeSyntax pipe => $"({Grouped(pipe.Left)} |> {Grouped(pipe.Right)})",
        UnarySyntax unary => $"({unary.Operator.Text} {Grouped(unary.Operand)})",
        LambdaSyntax lambda => $"({string.Join(' ', lambda.Parameters.Elements.Select(p => p.Name.Text))} => {Grouped(lambda.Body)})",
        CallSyntax call => $"{Grouped(call.Callee)}({string.Join(", ", call.Arguments.Elements.Select(a => Grouped(a.Value)))})",
        ParenthesizedSyntax parenthesized => Grouped(parenthesized.Expression),
        MemberSyntax member => $"{Grouped(member.Target)}.{member.Name.Text}",
        MissingExpressionSyntax => "<missing>",
        _ => expression.ToString(),
    };

    public static ExpressionSyntax Expression(string text)
    {
        var tree = Parse(text);
        Verify(tree);
        Assert.Empty(tree.Diagnostics);
        return Assert.IsType<ExpressionStatementSyntax>(Assert.Single(tree.Root.Statements)).Expression;
    }

    public static string Codes(SyntaxTree tree) => string.Join(' ', tree.Diagnostics.Select(d => d.Code));
}
