namespace Dsl.Language.Types;

/// <summary>Two sizes compared.</summary>
/// <param name="Left">The one on the left.</param>
/// <param name="Right">The one on the right.</param>
/// <param name="IsTrueFor">Whether the condition holds, from the sign of left less right: -1, 0 or 1.</param>
public sealed record SizeComparison(Dimension Left, Dimension Right, Func<int, bool> IsTrueFor) : SizeCondition
{
    /// <inheritdoc/>
    public override bool? Holds(IReadOnlyDictionary<DimensionSymbol, Dimension> values) =>
        Left.TrySubstitute(values, out var left) && Right.TrySubstitute(values, out var right) && (left - right).ConstantValue is { } difference
            ? IsTrueFor(Math.Sign(difference))
            : null;
}
