namespace Dsl.Language.Types;

/// <summary>Two conditions on sizes, both of which or one of which must hold.</summary>
public sealed record SizeConjunction(SizeCondition Left, SizeCondition Right, bool NeedsBoth) : SizeCondition
{
    /// <inheritdoc/>
    public override bool? Holds(IReadOnlyDictionary<DimensionSymbol, Dimension> values)
    {
        var (left, right) = (Left.Holds(values), Right.Holds(values));
        // What decides the whole by itself: false where both are needed, true where one is enough.
        return left == !NeedsBoth || right == !NeedsBoth ? !NeedsBoth : left is null || right is null ? null : NeedsBoth;
    }
}
