namespace Dsl.Language.Operators;

/// <summary>An axis of the left operand of a contraction and the axis of the right one that runs with it.</summary>
/// <param name="Left">The axis of the left operand.</param>
/// <param name="Right">The axis of the right operand.</param>
public sealed record AxisPair(int Left, int Right)
{
    /// <summary>A pair as it is written in lists: <c>[(2, 0), (0, 1)]</c>.</summary>
    public static implicit operator AxisPair((int Left, int Right) axes) => new(axes.Left, axes.Right);
}
