using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Symbols;

internal sealed partial class SymbolResolver
{
    private void Visit(ExpressionSyntax? expression, SymbolScope scope)
    {
        if (expression is null || !CanGoDeeper)
            return;
        switch (expression)
        {
            case NameSyntax name:
                Refer(name, scope);
                break;
            case LambdaSyntax lambda:
                VisitLambda(lambda, scope);
                break;
            case BlockSyntax block:
                VisitStatements(block, scope.Add(block.Span, beginsBody: false));
                break;
            case ScanSyntax scan:
                VisitScan(scan, scope);
                break;
            case CallSyntax call:
                VisitCall(call, scope);
                break;
            case MemberSyntax member:
                VisitMember(member, scope);
                break;
            case RecordSyntax record:
                foreach (var field in record.Fields)
                {
                    Visit(field.Value, scope);
                    if (field.Name is { IsMissing: false } name)
                        Add(name, FieldOf(field, name), isDeclaration: true, isWrite: true);
                }

                break;
            case RearrangePatternSyntax pattern:
                VisitPattern(pattern, scope);
                break;
            default:
                VisitChildren(expression, scope);
                break;
        }
    }

    private void VisitChildren(SyntaxNode node, SymbolScope scope)
    {
        foreach (var child in node.Children)
        {
            if (child is ExpressionSyntax expression)
                Visit(expression, scope);
            else if (child is SyntaxNode inner)
                VisitChildren(inner, scope);
        }
    }

    private void VisitLambda(LambdaSyntax lambda, SymbolScope scope)
    {
        var inner = scope.Add(lambda.Span, beginsBody: true);
        foreach (var parameter in lambda.Parameters)
            VisitParameter(parameter, SymbolKind.Input, inner);
        VisitBody(lambda.Body, null, inner);
    }

    // A carried name is the name of that value around the recurrence, too: it keeps the last turn's.
    private void VisitScan(ScanSyntax scan, SymbolScope scope)
    {
        Visit(scan.Dimension, scope);
        foreach (var carry in scan.Carries)
        {
            Visit(carry.Value, scope);
            VisitSizes(carry.Type, scope);
            if (scope.FindInBody(carry.Name.Text) is { } known)
                Add(carry.Name, known, isDeclaration: false, isWrite: true);
            else
                DeclareHere(DeclaredSymbols.Name(carry.Name, SymbolKind.CarriedValue, carry, container), carry.Name, scope, carry.Span.End);
        }

        var turn = scope.Add(scan.Body.Span, beginsBody: false);
        DeclareHere(DeclaredSymbols.Name(scan.Index, SymbolKind.LoopVariable, scan, container, Head(scan, scan.Dimension)), scan.Index, turn, scan.Body.Span.Start);
        VisitStatements(scan.Body, turn);
    }

    private void VisitCall(CallSyntax call, SymbolScope scope)
    {
        if (indexNotations > 0 ? Elaborator.IsIndexedReduction(call) : Elaborator.IsIndexedScalar(call))
        {
            VisitReduction(call, scope);
            return;
        }

        var symbol = VisitCallee(call.Callee, scope);
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is { } name && ParameterOf(call.Callee, symbol, name.Text) is { } parameter)
                Refer(name, parameter);
            Visit(argument.Value, scope);
        }
    }

    private Symbol? VisitCallee(ExpressionSyntax callee, SymbolScope scope)
    {
        switch (callee)
        {
            case NameSyntax name:
                return Refer(name, scope);
            case MemberSyntax member when CanGoDeeper:
                return VisitMember(member, scope);
            default:
                Visit(callee, scope);
                return null;
        }
    }

    private Symbol? ParameterOf(ExpressionSyntax callee, Symbol? symbol, string name)
    {
        var parameters = symbol?.Kind switch
        {
            SymbolKind.Function or SymbolKind.Model or SymbolKind.Optimizer => DeclaredSymbols.Parameters(symbol),
            SymbolKind.Operator or SymbolKind.DataFunction or SymbolKind.Unit => BuiltInSymbols.Parameters(symbol),
            _ => ValueSymbols.Parameters(values?.Find(callee.Span)),
        };
        return Latest(parameters.FirstOrDefault(p => p.Name == name));
    }

    private Symbol? VisitMember(MemberSyntax member, SymbolScope scope)
    {
        var target = VisitCallee(member.Target, scope);
        if (member.Name.IsMissing || member.Name.Text.Length == 0)
            return null;
        var name = member.Name.Text;
        var symbol = target is not null && aliases.TryGetValue(target, out var imported) ? imported.GetValueOrDefault(name)
            : WrittenField(target, name) ?? Latest(ValueSymbols.Member(values?.Find(member.Target.Span), name, target));
        if (symbol is not null)
            Refer(member.Name, symbol);
        return symbol;
    }

    // A value of a statement that has not changed may have been seen in an earlier version of the text.
    private Symbol? Latest(Symbol? symbol) => values is null || symbol?.Declaration is not { } place || values.Latest(place) is var latest && latest == place
        ? symbol
        : symbol with
        {
            Declaration = latest,
            FullDeclaration = symbol.FullDeclaration is { } whole ? values.Latest(whole) : null,
            Container = Latest(symbol.Container),
        };

    // point = (x: 3, y: 4): the field is where the record is written.
    private Symbol? WrittenField(Symbol? target, string name) =>
        target?.Syntax is BindingStatementSyntax { Value: RecordSyntax record } && record.Fields.Elements.FirstOrDefault(f => f.Name?.Text == name) is { Name: { } token } field
            ? FieldOf(field, token)
            : null;

    private Symbol FieldOf(ArgumentSyntax field, SyntaxToken name) => DeclaredSymbols.Name(name, SymbolKind.Field, field, container);

    // c[i, j] = sum(k: a[i, k] * b[k, j])
    private void VisitIndexed(NameSyntax name, IndexSyntax target, BindingStatementSyntax binding, SymbolScope scope)
    {
        var indices = scope.Add(binding.Span, beginsBody: false);
        foreach (var argument in target.Arguments)
        {
            if (argument is NameSyntax index)
                DeclareIndex(index.Identifier, binding, indices);
            else
                Visit(argument, scope);
        }

        indexNotations++;
        Visit(binding.Value, indices);
        indexNotations--;
        VisitAnnotation(binding.Type, binding, scope, isParameter: false);
        Bind(name.Identifier, SymbolKind.Local, binding, scope);
    }

    // sum(i, j: ...)
    private void VisitReduction(CallSyntax call, SymbolScope scope)
    {
        Visit(call.Callee, scope);
        var indices = scope.Add(call.Span, beginsBody: false);
        var last = call.Arguments[^1];
        foreach (var argument in call.Arguments.Elements.SkipLast(1))
            DeclareIndex(((NameSyntax)argument.Value).Identifier, call, indices);
        DeclareIndex(last.Name!, call, indices);
        indexNotations++;
        Visit(last.Value, indices);
        indexNotations--;
    }

    private void DeclareIndex(SyntaxToken index, SyntaxNode notation, SymbolScope scope) =>
        DeclareHere(DeclaredSymbols.Name(index, SymbolKind.LoopVariable, notation, container), index, scope, notation.Span.Start);

    // [B, heads*d] -> [heads, B, d]: sizes that are known, and names that the pattern brings.
    private void VisitPattern(RearrangePatternSyntax pattern, SymbolScope scope)
    {
        var own = scope.Add(pattern.Span, beginsBody: false);
        foreach (var node in pattern.DescendantNodesAndSelf())
        {
            if (node is not NameSyntax { Name.Length: > 0 } name)
                continue;
            var known = own.Find(name.Name);
            if (known is not null && (IsSize(known) || known.Syntax == pattern))
                Refer(name.Identifier, known);
            else
                DeclareHere(DeclaredSymbols.Name(name.Identifier, SymbolKind.Dimension, pattern, container), name.Identifier, own, pattern.Span.Start);
        }
    }

    /// <summary>Whether a name stands for a whole number that is known before the run.</summary>
    private bool IsSize(Symbol symbol) =>
        symbol.Kind == SymbolKind.Dimension
        || (symbol.Declaration is { } place && values is not null && place.Source == values.Source && values.Find(place.Span) is IntegerValue);
}
