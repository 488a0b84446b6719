using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

internal sealed partial class SymbolResolver
{
    private void Visit(StatementSyntax statement, SymbolScope scope)
    {
        switch (statement)
        {
            case ExpressionStatementSyntax expression:
                Visit(expression.Expression, scope);
                break;
            case BindingStatementSyntax { Target: IndexSyntax { Target: NameSyntax name } indexed } binding:
                VisitIndexed(name, indexed, binding, scope);
                break;
            case BindingStatementSyntax binding:
                Visit(binding.Value, scope);
                VisitAnnotation(binding.Type, binding, scope, isParameter: false);
                VisitTarget(binding, scope);
                break;
            case ForStatementSyntax loop:
                Visit(loop.Range, scope);
                var turn = scope.Add(loop.Body.Span, beginsBody: false);
                DeclareHere(DeclaredSymbols.Name(loop.Variable, SymbolKind.LoopVariable, loop, container, Head(loop, loop.Range)), loop.Variable, turn, loop.Body.Span.Start);
                VisitStatements(loop.Body, turn);
                break;
            case ParamStatementSyntax parameter:
                VisitSizes(parameter.Type, scope);
                Visit(parameter.Value, scope);
                Bind(parameter.Name, SymbolKind.Weight, parameter, scope);
                break;
            case StateStatementSyntax state:
                VisitSizes(state.Type, scope);
                Visit(state.Value, scope);
                Bind(state.Name, SymbolKind.State, state, scope);
                break;
            case StateUpdateStatementSyntax update:
                Visit(update.Value, scope);
                if (Find(update.Name.Text, scope) is { } updated)
                    Add(update.Name, updated, isDeclaration: false, isWrite: true);
                break;
            case RequireStatementSyntax require:
                Visit(require.Condition, scope);
                Visit(require.Message, scope);
                break;
            case AssertStatementSyntax assertion:
                Visit(assertion.Condition, scope);
                Visit(assertion.Message, scope);
                break;
            case FunctionDeclarationSyntax function when scope != script:
                var inner = DeclaredSymbols.Of(function);
                VisitDeclaration(function, inner, scope);
                if (inner is not null)
                    DeclareHere(inner with { Container = container }, function.Name, scope, function.Name.Span.Start);
                break;
            case ErrorStatementSyntax error:
                VisitTokens(error, scope);
                break;
        }
    }

    // Of what could not be read at least the names are known.
    private void VisitTokens(ErrorStatementSyntax error, SymbolScope scope)
    {
        foreach (var token in error.Tokens)
        {
            if (token.Kind == SyntaxKind.IdentifierToken && Find(token.Text, scope) is { } symbol)
                Refer(token, symbol);
        }
    }

    private void VisitStatements(BlockSyntax block, SymbolScope scope)
    {
        foreach (var statement in block.Statements)
            Visit(statement, scope);
    }

    private void VisitTarget(BindingStatementSyntax binding, SymbolScope scope)
    {
        var names = binding.Names;
        if (names.IsEmpty)
            Visit(binding.Target, scope);
        foreach (var name in names)
            Bind(name.Identifier, SymbolKind.Local, binding, scope);
    }

    private void VisitDeclaration(StatementSyntax declaration, Symbol? symbol, SymbolScope around)
    {
        var outer = container;
        container = symbol ?? outer;
        var scope = around.Add(declaration.Span, beginsBody: true);
        switch (declaration)
        {
            case FunctionDeclarationSyntax function:
                VisitParameters(function.Parameters, SymbolKind.Input, scope);
                VisitBody(function.Body, function.ReturnType, scope);
                break;
            case ModelDeclarationSyntax model:
                VisitParameters(model.Configuration, model.Inputs is null ? SymbolKind.Input : SymbolKind.ConfigurationParameter, scope);
                if (model.Inputs is not null)
                    VisitParameters(model.Inputs, SymbolKind.Input, scope);
                VisitBody(model.Body, model.ReturnType, scope);
                break;
            case OptimizerDeclarationSyntax optimizer:
                VisitParameters(optimizer.Configuration, SymbolKind.ConfigurationParameter, scope);
                if (optimizer.Inputs is not null)
                    VisitParameters(optimizer.Inputs, SymbolKind.Input, scope);
                VisitBody(optimizer.Body, null, scope);
                break;
        }

        container = outer;
    }

    private void VisitParameters(ParameterListSyntax list, SymbolKind kind, SymbolScope scope)
    {
        foreach (var parameter in list.Parameters)
            VisitParameter(parameter, kind, scope);
    }

    private void VisitParameter(ParameterSyntax parameter, SymbolKind kind, SymbolScope scope)
    {
        Visit(parameter.Default, scope);
        VisitAnnotation(parameter.Type, parameter, scope, isParameter: true);
        DeclareHere(DeclaredSymbols.Parameter(parameter, container, kind), parameter.Name, scope, parameter.Name.Span.Start);
    }

    // What the result announces may name what the body has bound.
    private void VisitBody(ExpressionSyntax body, TypeSyntax? returnType, SymbolScope scope)
    {
        if (body is BlockSyntax block)
            VisitStatements(block, scope);
        else
            Visit(body, scope);
        if (returnType is not null)
            VisitAnnotation(returnType, returnType, scope, isParameter: false);
    }

    /// <summary>A shape that is announced and names dimensions that are new.</summary>
    private void VisitAnnotation(TypeSyntax? type, SyntaxNode declaration, SymbolScope scope, bool isParameter)
    {
        if (type is null)
            return;
        VisitElementType(type);
        if (type.Shape is null)
            return;

        // Plain names first, as elsewhere in a shape they are what is known.
        foreach (var dimension in type.Shape.Dimensions)
        {
            if (dimension is NameSyntax name)
                VisitDimension(name, declaration, scope, isParameter);
        }

        foreach (var dimension in type.Shape.Dimensions)
        {
            if (dimension is NameSyntax)
                continue;
            foreach (var node in dimension.DescendantNodesAndSelf())
            {
                if (node is NameSyntax name)
                    VisitDimension(name, declaration, scope, isParameter);
            }
        }
    }

    private void VisitDimension(NameSyntax name, SyntaxNode declaration, SymbolScope scope, bool isParameter)
    {
        if (name.Name is "" or "_")
            return;
        var known = scope.FindInBody(name.Name);
        if (known is null && !isParameter && scope.Find(name.Name) is { } outer && IsSize(outer))
            known = outer;
        if (known is not null)
            Refer(name.Identifier, known);
        else
            DeclareHere(DeclaredSymbols.Name(name.Identifier, SymbolKind.Dimension, declaration, container), name.Identifier, scope, declaration.Span.Start);
    }

    /// <summary>The shape of a weight, state or carried value: sizes that are computed.</summary>
    private void VisitSizes(TypeSyntax? type, SymbolScope scope)
    {
        if (type is null)
            return;
        VisitElementType(type);
        foreach (var dimension in type.Shape?.Dimensions.Elements ?? [])
            Visit(dimension, scope);
    }

    private void VisitElementType(TypeSyntax type)
    {
        if (type.ElementName is { } element && BuiltInSymbols.Find(element.Text) is { Kind: SymbolKind.ElementType } symbol)
            Refer(element, symbol);
    }

    private static string Head(SyntaxNode node, SyntaxNode last) => DeclaredSymbols.OneLine(node.Source, TextSpan.FromBounds(node.Span.Start, Math.Max(last.Span.End, node.Span.Start)));
}
