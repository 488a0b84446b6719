namespace Dsl.Language.Types;

/// <summary>A named, unknown size. Two symbols are the same only if they are the same object, whatever their names.</summary>
public sealed class DimensionSymbol(string name, DimensionSymbolKind kind, Origin? origin = null)
{
    public string Name { get; } = name;

    public DimensionSymbolKind Kind { get; } = kind;

    public Origin? Origin { get; } = origin;

    public override string ToString() => Name;
}
