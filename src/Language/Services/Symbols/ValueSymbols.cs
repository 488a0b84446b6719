using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Symbols;

/// <summary>What the members and parameters of a value are, by what elaboration saw of it.</summary>
internal static class ValueSymbols
{
    /// <summary>What a call of the value takes; empty where that is not known.</summary>
    public static ImmutableArray<Symbol> Parameters(Value? callee) => callee switch
    {
        FunctionValue function when DeclaredSymbols.Of(function.Declaration) is { } symbol => DeclaredSymbols.Parameters(symbol),
        ModelValue model when DeclaredSymbols.Of(model.Declaration) is { } symbol => DeclaredSymbols.Parameters(symbol),
        OptimizerDeclarationValue optimizer when DeclaredSymbols.Of(optimizer.Declaration) is { } symbol => DeclaredSymbols.Parameters(symbol),
        InstanceValue { Instance.Declaration: { } declaration } when DeclaredSymbols.Of(declaration) is { } symbol => DeclaredSymbols.Inputs(symbol),
        LambdaValue lambda => [.. lambda.Syntax.Parameters.Elements.Select(static p => DeclaredSymbols.Parameter(p, null, SymbolKind.Input))],
        OperatorValue or DataFunctionValue or UnitValue when BuiltInSymbols.Find(((CallableValue)callee).Name) is { } symbol => BuiltInSymbols.Parameters(symbol),
        RecomputedValue recomputed => Parameters(recomputed.Function),
        GradientFunctionValue gradient => Parameters(gradient.Function),
        _ => [],
    };

    /// <summary>The member of a value; null where it has none of that name.</summary>
    public static Symbol? Member(Value? target, string name, Symbol? container) => target switch
    {
        RecordValue record when record.Field(name) is { } field => OfDeclaration(field) ?? Field(name, container, Elaborator.Describe(field)),
        DataReferenceValue data when MemberOfData(data.Data.Type, name) is { } words => Field(name, container, words),
        InstanceValue { Instance: var instance } => MemberOfModel(instance, name, container),
        TensorValue or ListValue when name == "T" => Field(name, null, "The last two axes, swapped."),
        _ => null,
    };

    private static Symbol? OfDeclaration(Value value) => value switch
    {
        FunctionValue function => DeclaredSymbols.Of(function.Declaration),
        ModelValue model => DeclaredSymbols.Of(model.Declaration),
        OptimizerDeclarationValue optimizer => DeclaredSymbols.Of(optimizer.Declaration),
        _ => null,
    };

    private static string? MemberOfData(DataType type, string name) => (type, name) switch
    {
        (DataRecordType record, _) => record.Field(name) is { } part ? part.Describe() : null,
        (DataSetType, "rows") => "how many rows there are",
        (DataSetType { Classes.IsDefaultOrEmpty: false }, "classes") => "how many classes there are",
        (DataSetType set, _) => set.Field(name) is { } field ? $"for each row {field.RowType}" : null,
        _ => null,
    };

    // Its weights and layers have names in the text of its declaration.
    private static Symbol? MemberOfModel(ModelInstance instance, string name, Symbol? container)
    {
        if (instance.Declaration is not { } declaration)
            return null;
        var owner = DeclaredSymbols.Of(declaration);
        foreach (var node in declaration.Body.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case ParamStatementSyntax parameter when parameter.Name.Text == name:
                    return DeclaredSymbols.Name(parameter.Name, SymbolKind.Weight, parameter, owner);
                case StateStatementSyntax state when state.Name.Text == name:
                    return DeclaredSymbols.Name(state.Name, SymbolKind.State, state, owner);
                case BindingStatementSyntax { Target: NameSyntax target } binding when target.Name == name && !instance.IsGroup && instance.Descendant(instance.PathOf(name)) is not null:
                    return DeclaredSymbols.Name(target.Identifier, SymbolKind.Local, binding, owner);
            }
        }

        var path = instance.PathOf(name);
        return instance.NamedVariables.Any(v => v.Path == path || v.Path.StartsWith(path + ".", StringComparison.Ordinal)) ? Field(name, container, "a layer, or the layers of a loop") : null;
    }

    private static Symbol Field(string name, Symbol? container, string words) => new(name, SymbolKind.Field, null, null, container, words, name);
}
