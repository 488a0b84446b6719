namespace Dsl.Language.Types;

/// <summary>A condition on sizes that must not hold.</summary>
public sealed record SizeNegation(SizeCondition Inner) : SizeCondition
{
    /// <inheritdoc/>
    public override bool? Holds(IReadOnlyDictionary<DimensionSymbol, Dimension> values) => !Inner.Holds(values);
}
