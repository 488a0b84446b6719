using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dsl.Language.Text;

namespace Dsl.Language.Syntax;

/// <summary>An inner node of the tree. Nodes are immutable and compared by identity.</summary>
public abstract class SyntaxNode : SyntaxElement
{
    private protected SyntaxNode(SyntaxKind kind, ImmutableArray<SyntaxElement> children)
        : base(children[0].Source, kind, SpanOf(children), FullSpanOf(children))
    {
        Children = children;
        var height = 0;
        foreach (var child in children)
            height = Math.Max(height, child.Height);
        Height = height + 1;
    }

    /// <summary>Nodes and tokens in the order of the text; never empty.</summary>
    public ImmutableArray<SyntaxElement> Children { get; }

    /// <summary>The token at which the node begins, which carries the comments above it.</summary>
    public SyntaxToken FirstToken
    {
        get
        {
            SyntaxElement element = this;
            while (element is SyntaxNode node)
                element = node.Children[0];
            return (SyntaxToken)element;
        }
    }

    internal sealed override int Height { get; }

    /// <summary>All tokens of the node in the order of the text, missing ones included.</summary>
    public IEnumerable<SyntaxToken> DescendantTokens()
    {
        var pending = new Stack<SyntaxElement>();
        pending.Push(this);
        while (pending.TryPop(out var element))
        {
            if (element is SyntaxToken token)
            {
                yield return token;
                continue;
            }

            var children = ((SyntaxNode)element).Children;
            for (var i = children.Length - 1; i >= 0; i--)
                pending.Push(children[i]);
        }
    }

    /// <summary>This node and all nodes below it, parents before their children.</summary>
    public IEnumerable<SyntaxNode> DescendantNodesAndSelf()
    {
        var pending = new Stack<SyntaxNode>();
        pending.Push(this);
        while (pending.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Length - 1; i >= 0; i--)
            {
                if (node.Children[i] is SyntaxNode child)
                    pending.Push(child);
            }
        }
    }

    private protected static ImmutableArray<SyntaxElement> Join(params ReadOnlySpan<ISyntaxPart?> parts)
    {
        var count = 0;
        foreach (var part in parts)
            count += part?.ElementCount ?? 0;
        var children = new SyntaxElement[count];
        var next = 0;
        foreach (var part in parts)
        {
            if (part is null)
                continue;
            part.CopyTo(children.AsSpan(next));
            next += part.ElementCount;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(children);
    }

    /// <summary>Merges statements and the semicolons between them by their places.</summary>
    private protected static ImmutableArray<SyntaxElement> JoinStatements(
        SyntaxToken? open,
        ImmutableArray<StatementSyntax> statements,
        ImmutableArray<SyntaxToken> semicolons,
        SyntaxToken close)
    {
        var children = ImmutableArray.CreateBuilder<SyntaxElement>(statements.Length + semicolons.Length + (open is null ? 1 : 2));
        if (open is not null)
            children.Add(open);
        var nextSemicolon = 0;
        foreach (var statement in statements)
        {
            while (nextSemicolon < semicolons.Length && semicolons[nextSemicolon].FullSpan.Start < statement.FullSpan.Start)
                children.Add(semicolons[nextSemicolon++]);
            children.Add(statement);
        }

        while (nextSemicolon < semicolons.Length)
            children.Add(semicolons[nextSemicolon++]);
        children.Add(close);
        return children.DrainToImmutable();
    }

    private static TextSpan FullSpanOf(ImmutableArray<SyntaxElement> children) =>
        TextSpan.FromBounds(children[0].FullSpan.Start, children[^1].FullSpan.End);

    private static TextSpan SpanOf(ImmutableArray<SyntaxElement> children)
    {
        var first = 0;
        while (first < children.Length && children[first].Span.Length == 0)
            first++;
        if (first == children.Length)
            return new TextSpan(children[0].Span.Start, 0);
        var last = children.Length - 1;
        while (children[last].Span.Length == 0)
            last--;
        return TextSpan.FromBounds(children[first].Span.Start, children[last].Span.End);
    }
}
