using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Declarations;

/// <summary>The names that statements give values to, outside of functions and models.</summary>
internal static class LoopNames
{
    public static ImmutableArray<string> Assigned(SyntaxNode body)
    {
        var names = new List<string>();
        Collect(body, names);
        return [.. names.Distinct()];
    }

    private static void Collect(SyntaxNode node, List<string> names)
    {
        switch (node)
        {
            case BindingStatementSyntax binding:
                names.AddRange(binding.Names.Select(static n => n.Name));
                break;
            case ScanSyntax scan:
                names.AddRange(scan.Carries.Elements.Select(static c => c.Name.Text));
                break;
            case ParamStatementSyntax parameter:
                names.Add(parameter.Name.Text);
                break;
            case StateStatementSyntax state:
                names.Add(state.Name.Text);
                break;
            case LambdaSyntax or FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax:
                return;
        }

        foreach (var child in node.Children)
        {
            if (child is SyntaxNode inner)
                Collect(inner, names);
        }
    }
}
