using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>What comes of bringing two shapes together element by element.</summary>
public abstract record BroadcastResult
{
    private protected BroadcastResult()
    {
    }
}

/// <summary>Both stretch, or one does, to this shape.</summary>
public sealed record BroadcastShape(Shape Shape) : BroadcastResult;

/// <summary>Two sizes at the same position from the right do not agree; the mistake is certain only when they cannot be equal.</summary>
/// <param name="LeftAxis">The axis of the left shape.</param>
/// <param name="RightAxis">The axis of the right shape.</param>
public sealed record BroadcastMismatch(int LeftAxis, int RightAxis, Dimension Left, Dimension Right) : BroadcastResult;

/// <summary>Each side would have to stretch along an axis where the other does not, into a table that is seldom meant.</summary>
/// <param name="LeftStretches">An axis of the result along which the left side would be repeated.</param>
/// <param name="RightStretches">An axis of the result along which the right side would be repeated.</param>
/// <param name="Result">The table's shape.</param>
public sealed record BroadcastTwoWayStretch(int LeftStretches, int RightStretches, Shape Result) : BroadcastResult;
