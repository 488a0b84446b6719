using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Operators;

namespace Dsl.Language.Services.Symbols;

/// <summary>The symbols of what the language itself provides: operators, data functions, units, element types and constants.</summary>
public static class BuiltInSymbols
{
    private const int MostParameters = 8;

    private static readonly Lazy<ImmutableDictionary<string, Symbol>> ByName = new(Make);

    /// <summary>All of them, in alphabetical order.</summary>
    public static IEnumerable<Symbol> All => ByName.Value.Values.OrderBy(static symbol => symbol.Name, StringComparer.Ordinal);

    /// <summary>The one of that name, or null.</summary>
    public static Symbol? Find(string name) => ByName.Value.GetValueOrDefault(name);

    /// <summary>What a call takes; empty for what is not called.</summary>
    public static ImmutableArray<Symbol> Parameters(Symbol callee) => callee.Kind switch
    {
        SymbolKind.Operator when OperatorCatalog.Find(callee.Name) is { } found => [.. found.Parameters.Select(p => Parameter(p.Name, p.IsOptional, p.Summary, callee))],
        SymbolKind.DataFunction when DataCatalog.Find(callee.Name) is { } found => [.. found.Parameters.Select(p => Parameter(p.Name, p.IsOptional, p.Summary, callee))],
        SymbolKind.Unit when UnitCatalog.All.FirstOrDefault(u => u.Name == callee.Name) is { } found => [.. found.Parameters.Select(p => Parameter(p.Name, p.IsOptional, p.Summary, callee))],
        _ => [],
    };

    private static ImmutableDictionary<string, Symbol> Make()
    {
        var symbols = ImmutableDictionary.CreateBuilder<string, Symbol>();
        foreach (var found in OperatorCatalog.All.Where(static o => o.IsCallable))
            symbols[found.Name] = Of(found.Name, SymbolKind.Operator, found.Summary, Call(found.Name, found.Parameters.Select(static p => (p.Name, p.IsOptional))));
        foreach (var found in DataCatalog.All)
            symbols[found.Name] = Of(found.Name, SymbolKind.DataFunction, found.Summary, Call(found.Name, found.Parameters.Select(static p => (p.Name, p.IsOptional))));
        foreach (var found in UnitCatalog.All)
            symbols[found.Name] = Of(found.Name, SymbolKind.Unit, found.Summary, Call(found.Name, found.Parameters.Select(static p => (p.Name, p.IsOptional))));
        foreach (var (name, words) in ElementTypeNames)
            symbols[name] = Of(name, SymbolKind.ElementType, words, name);
        symbols["pi"] = Of("pi", SymbolKind.Constant, "The circumference of a circle divided by its diameter, 3.14159...", "pi");
        symbols["training"] = Of("training", SymbolKind.Constant, "True while `train` runs the model, false otherwise.", "training");
        return symbols.ToImmutable();
    }

    private static ImmutableArray<(string Name, string Words)> ElementTypeNames =>
    [
        ("float", "Numbers of 32 bits; float(x) converts to them."),
        ("f32", "Numbers of 32 bits, the same as float."),
        ("f16", "Numbers of 16 bits, 11 of them digits."),
        ("bf16", "Numbers of 16 bits, 8 of them digits, with the range of f32."),
        ("f64", "Numbers of 64 bits."),
        ("int", "Whole numbers; int(x) converts to them."),
        ("bool", "Truth values."),
        ("string", "Text."),
    ];

    private static Symbol Of(string name, SymbolKind kind, string words, string signature) => new(name, kind, null, null, null, words, signature);

    private static Symbol Parameter(string name, bool isOptional, string words, Symbol callee) =>
        new(name, SymbolKind.ConfigurationParameter, null, null, callee, words, isOptional ? $"{name}: ..." : name);

    // What may be left out is many things for some; the first few say enough.
    private static string Call(string name, IEnumerable<(string Name, bool IsOptional)> parameters)
    {
        var written = parameters.Select(static p => p.IsOptional ? $"{p.Name}: ..." : p.Name).ToList();
        return $"{name}({string.Join(", ", written.Take(MostParameters))}{(written.Count > MostParameters ? ", ..." : "")})";
    }
}
