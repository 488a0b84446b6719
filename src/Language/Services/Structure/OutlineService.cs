using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Structure;

/// <summary>The declarations of a script and what they contain: models with their weights, states and layers, and the names of the script itself.</summary>
public static class OutlineService
{
    /// <summary>The outline in the order of the text; each name appears where it is first given a value.</summary>
    public static ImmutableArray<OutlineItem> Of(ScriptAnalysis analysis)
    {
        var items = ImmutableArray.CreateBuilder<OutlineItem>();
        foreach (var statement in analysis.Tree.Root.Statements)
            Add(statement, analysis, items);
        return items.ToImmutable();
    }

    private static void Add(StatementSyntax statement, ScriptAnalysis analysis, ImmutableArray<OutlineItem>.Builder items)
    {
        switch (statement)
        {
            case FunctionDeclarationSyntax function:
                AddDeclaration(function, function.Body, analysis, items);
                break;
            case ModelDeclarationSyntax model:
                AddDeclaration(model, model.Body, analysis, items);
                break;
            case OptimizerDeclarationSyntax optimizer:
                AddDeclaration(optimizer, optimizer.Body, analysis, items);
                break;
            case ImportStatementSyntax { Alias: { } alias }:
                AddName(alias, statement, analysis, items);
                break;
            case ParamStatementSyntax parameter:
                AddName(parameter.Name, statement, analysis, items);
                break;
            case StateStatementSyntax state:
                AddName(state.Name, statement, analysis, items);
                break;
            case BindingStatementSyntax binding:
                foreach (var name in binding.Names)
                    AddName(name.Identifier, binding, analysis, items);
                break;
            case ForStatementSyntax loop:
                foreach (var inner in loop.Body.Statements)
                    Add(inner, analysis, items);
                break;
        }
    }

    private static void AddDeclaration(StatementSyntax declaration, ExpressionSyntax body, ScriptAnalysis analysis, ImmutableArray<OutlineItem>.Builder items)
    {
        if (DeclaredSymbols.Of(declaration) is not { Declaration: { } name } symbol)
            return;
        var children = ImmutableArray.CreateBuilder<OutlineItem>();
        foreach (var statement in (body as BlockSyntax)?.Statements ?? [])
            Add(statement, analysis, children);
        var after = symbol.Signature.IndexOf(' ', StringComparison.Ordinal) + 1 + symbol.Name.Length;
        items.Add(new OutlineItem(symbol.Name, symbol.Signature[after..].Trim(), symbol.Kind, declaration.Span, name.Span, children.ToImmutable()));
    }

    private static void AddName(SyntaxToken name, StatementSyntax statement, ScriptAnalysis analysis, ImmutableArray<OutlineItem>.Builder items)
    {
        if (analysis.Symbols.At(name.Span) is { IsDeclaration: true } reference)
            items.Add(new OutlineItem(name.Text, DetailOf(analysis, name.Span), reference.Symbol.Kind, statement.Span, name.Span, []));
    }

    private static string DetailOf(ScriptAnalysis analysis, TextSpan name) => analysis.FactsAt(name) switch
    {
        { Type: { } type } => type.ToString(),
        { Kind: "model" or "data" or "optimizer" or "number" or "text" } facts => facts.Description,
        _ => "",
    };
}
