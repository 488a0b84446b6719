using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Declarations;

/// <summary>The names that a statement may read or give a value, from its text alone: never too few.</summary>
internal static class MentionedNames
{
    /// <summary>Every name that occurs, but for names of members and of arguments, which are looked up in no scope.</summary>
    public static ImmutableArray<string> Of(SyntaxNode statement)
    {
        var names = new HashSet<string>();
        Collect(statement, names, static _ => true, static _ => false);
        return [.. names];
    }

    /// <summary>The names that running the statement may bind: those that are given values, and those of dimensions.</summary>
    public static ImmutableArray<string> Bindable(StatementSyntax statement)
    {
        var names = LoopNames.Assigned(statement).ToHashSet();
        Collect(statement, names, static node => node is TypeSyntax or RearrangePatternSyntax, static node => node is LambdaSyntax or FunctionDeclarationSyntax);
        return [.. names];
    }

    private static void Collect(SyntaxNode root, HashSet<string> names, Func<SyntaxNode, bool> begins, Func<SyntaxNode, bool> isApart)
    {
        var pending = new Stack<(SyntaxNode Node, bool IsInside)>();
        pending.Push((root, begins(root)));
        while (pending.TryPop(out var next))
        {
            foreach (var child in next.Node.Children)
            {
                if (child is SyntaxNode node && isApart(node))
                    continue;
                if (child is SyntaxNode)
                    pending.Push(((SyntaxNode)child, next.IsInside || begins((SyntaxNode)child)));
                else if (next.IsInside && child.Kind == SyntaxKind.IdentifierToken && IsLookedUp(next.Node, child))
                    names.Add(((SyntaxToken)child).Text);
            }
        }
    }

    private static bool IsLookedUp(SyntaxNode parent, SyntaxElement token) => parent switch
    {
        MemberSyntax member => member.Name != token,
        ArgumentSyntax argument => argument.Name != token,
        TypeSyntax type => type.ElementName != token,
        _ => true,
    };
}
