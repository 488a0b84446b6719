namespace Dsl.Language.Types;

/// <summary>A named, unknown size. Two symbols are the same only if they are the same object, whatever their names.</summary>
public sealed class DimensionSymbol(string name, DimensionSymbolKind kind, Origin? origin = null)
{
    private Dimension? dimension;

    public string Name { get; } = name;

    public DimensionSymbolKind Kind { get; } = kind;

    public Origin? Origin { get; } = origin;

    /// <summary>The symbol as a size.</summary>
    internal Dimension AsDimension => dimension ??= Dimension.Of(new SymbolFactor(this));

    public override string ToString() => Name;
}
