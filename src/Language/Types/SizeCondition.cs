namespace Dsl.Language.Types;

/// <summary>A condition on sizes that can be asked once their values are known.</summary>
public abstract record SizeCondition
{
    private protected SizeCondition()
    {
    }

    /// <summary>Whether it holds for these sizes; null where they do not decide it.</summary>
    public abstract bool? Holds(IReadOnlyDictionary<DimensionSymbol, Dimension> values);
}
