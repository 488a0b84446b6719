using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Compilation;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Symbols;

/// <summary>The symbols that entries of an interactive script have declared or bound.</summary>
public static class EntrySymbols
{
    /// <summary>All of them; the value of the last expression, <c>_</c>, is none.</summary>
    public static ImmutableArray<Symbol> Of(InteractiveScript script) => [.. script.BoundNames.OrderBy(static name => name.Name, StringComparer.Ordinal).Select(static name => Of(name.Name, name.Value, name.Site))];

    private static Symbol Of(string name, Value value, SourceLocation? site) => value switch
    {
        FunctionValue function when Declares(function.Declaration, name) is { } symbol => symbol,
        ModelValue model when Declares(model.Declaration, name) is { } symbol => symbol,
        OptimizerDeclarationValue optimizer when Declares(optimizer.Declaration, name) is { } symbol => symbol,
        _ => new Symbol(
            name, KindOf(value), site, site, null, null,
            site is null ? name : DeclaredSymbols.OneLine(site.Source, site.Span))
        {
            Value = value,
        },
    };

    private static Symbol? Declares(StatementSyntax declaration, string name) => DeclaredSymbols.Of(declaration) is { } symbol && symbol.Name == name ? symbol : null;

    private static SymbolKind KindOf(Value value) => value switch
    {
        TensorValue { Node: var node } when node.Operator == Operators.SourceOperators.Variable => SymbolKind.Weight,
        IntegerValue { Node: null } => SymbolKind.Dimension,
        _ => SymbolKind.Local,
    };
}
