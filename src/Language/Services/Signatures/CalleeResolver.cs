using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Operators;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Signatures;

/// <summary>Finds what an expression that is called stands for: a declaration, something of the language, or an instance of a model.</summary>
internal static class CalleeResolver
{
    private const int MostSteps = 8;

    /// <summary>What is called; null where the text does not tell.</summary>
    public static Callable? Resolve(ExpressionSyntax callee, ScriptAnalysis analysis) => Resolve(callee, analysis, MostSteps);

    /// <summary>What a symbol is when it is called; null for what cannot be, or where the text does not tell.</summary>
    public static Callable? Of(Symbol symbol, ScriptAnalysis analysis) => Of(symbol, analysis, MostSteps);

    /// <summary>Something of the library or the language by its name.</summary>
    public static Callable? OfLanguage(string name) => LibraryDeclarations.Find(name) switch
    {
        FunctionValue function => Callables.Of(function.Declaration),
        ModelValue model => Callables.Of(model.Declaration),
        OptimizerDeclarationValue optimizer => Callables.Of(optimizer.Declaration),
        _ => UnitCatalog.All.FirstOrDefault(unit => unit.Name == name) is { } found ? Callables.Of(found)
            : DataCatalog.Find(name) is { } function ? Callables.Of(function)
            : OperatorCatalog.Find(name) is { IsCallable: true } primitive ? Callables.Of(primitive)
            : null,
    };

    private static Callable? Resolve(ExpressionSyntax callee, ScriptAnalysis analysis, int steps)
    {
        if (steps == 0)
            return null;
        if (analysis.ValueAt(callee.Span) is { } value && OfValue(value, (callee as NameSyntax)?.Name) is { } seen)
            return seen;
        switch (callee)
        {
            case ParenthesizedSyntax parenthesized:
                return Resolve(parenthesized.Expression, analysis, steps - 1);
            case LambdaSyntax lambda:
                return Callables.Of("function", lambda);
            case NameSyntax name:
                return OfName(name.Identifier, analysis, steps) ?? OfLanguage(name.Name);
            case MemberSyntax member:
                return OfName(member.Name, analysis, steps);
            case CallSyntax call:
                return Resolve(call.Callee, analysis, steps - 1) switch
                {
                    { Kind: CallableKind.Model } model => model.AsInstance(),
                    { Declaration: FunctionDeclarationSyntax { Body: LambdaSyntax made } function } => Callables.Of(function.Name.Text, made),
                    _ => null,
                };
            default:
                return null;
        }
    }

    // What the checker saw there, if it came so far.
    private static Callable? OfValue(Value value, string? name) => value switch
    {
        FunctionValue function => Callables.Of(function.Declaration),
        ModelValue model => Callables.Of(model.Declaration),
        InstanceValue { Instance.Declaration: { } model } => Callables.Of(model)?.AsInstance(),
        OptimizerDeclarationValue optimizer => Callables.Of(optimizer.Declaration),
        LambdaValue lambda => Callables.Of(name ?? "function", lambda.Syntax),
        OperatorValue or DataFunctionValue or UnitValue => OfLanguage(((CallableValue)value).Name),
        _ => null,
    };

    private static Callable? OfName(SyntaxToken name, ScriptAnalysis analysis, int steps) =>
        analysis.Symbols.At(name.Span) is { } reference ? Of(reference.Symbol, analysis, steps) : null;

    private static Callable? Of(Symbol symbol, ScriptAnalysis analysis, int steps)
    {
        if (symbol.Value is { } known)
            return OfValue(known, symbol.Name);
        if (symbol.IsBuiltIn)
            return OfLanguage(symbol.Name);
        if (symbol.Kind is SymbolKind.Function or SymbolKind.Model or SymbolKind.Optimizer)
            return symbol.Syntax is { } declaration ? Callables.Of(declaration) : null;
        if (symbol.Kind != SymbolKind.Local || ValueOf(symbol) is not { } bound)
            return null;
        var callable = Resolve(bound, analysis, steps - 1);
        return callable is { Declaration: LambdaSyntax } ? callable with { Name = symbol.Name } : callable;
    }

    private static ExpressionSyntax? ValueOf(Symbol symbol)
    {
        if (symbol.Syntax is not BindingStatementSyntax binding)
            return null;
        if (binding.Target is NameSyntax)
            return binding.Value;
        if (binding is not { Target: TupleSyntax targets, Value: TupleSyntax values })
            return null;
        for (var i = 0; i < targets.Elements.Count && i < values.Elements.Count; i++)
        {
            if (targets.Elements[i].Span == symbol.Declaration?.Span)
                return values.Elements[i];
        }

        return null;
    }
}
