using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>What an operation is told besides its inputs: axes, a target shape, a constant. Compared by value.</summary>
public abstract record OperatorAttributes
{
    /// <summary>Attributes of an operator that needs none.</summary>
    public static OperatorAttributes None { get; } = new NoAttributes();

    /// <summary>The attributes with symbols replaced by sizes; null when a division does not come out.</summary>
    public virtual OperatorAttributes? Substitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values) => this;

    private sealed record NoAttributes : OperatorAttributes;
}
