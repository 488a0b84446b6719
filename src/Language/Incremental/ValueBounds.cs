namespace Dsl.Language.Incremental;

/// <summary>
/// What is known of elements without their values: the smallest and the largest they can be. Infinite bounds of opposite sign mean that
/// nothing is known, not even whether they are numbers.
/// </summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="IsRelative">Whether the bounds are to be added to the newest position.</param>
internal readonly record struct ValueBounds(double Low, double High, bool IsRelative = false)
{
    // Values of which nothing is known are taken to be smaller than this: next to a number so large they make no difference.
    private const double Overwhelming = 1e8;

    /// <summary>Any finite number.</summary>
    public static ValueBounds Finite => new(-double.MaxValue, double.MaxValue);

    /// <summary>Anything at all.</summary>
    public static ValueBounds Unknown => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>A truth value.</summary>
    public static ValueBounds Truth => new(0, 1);

    public bool IsFinite => Low >= -double.MaxValue && High <= double.MaxValue;

    public bool IsZero => Low == 0 && High == 0 && !IsRelative;

    public bool IsMinusInfinity => High == double.NegativeInfinity;

    /// <summary>Whether it lies so far below any score that the exponential of the distance is 0.</summary>
    public bool IsNegligible => High <= -Overwhelming && !IsRelative;

    /// <summary>Whether it lies so far above all else.</summary>
    public bool IsOverwhelming => Low >= Overwhelming && !IsRelative;

    /// <summary>Whether it is one number.</summary>
    public bool IsExact => Low == High && !IsRelative;

    public static ValueBounds Exactly(double value) => new(value, value);

    public static ValueBounds Exactly(bool truth) => Exactly(truth ? 1 : 0);

    /// <summary>Counted from the newest position.</summary>
    public static ValueBounds FromNewest(double low, double high) => new(low, high, true);

    public bool Is(double value) => Low == value && High == value && !IsRelative;

    /// <summary>The same without reference to the newest position, of which no more is known than that it is not negative.</summary>
    public ValueBounds ToAbsolute() => IsRelative ? new(Low, double.MaxValue) : this;

    /// <summary>The same as seen so many positions later: what was counted from the newest then is counted from an earlier one now.</summary>
    public ValueBounds Shifted(long least, long most) => IsRelative ? (this with { Low = Low + least, High = High + most }).Clamped() : this;

    /// <summary>Bounds of either.</summary>
    public static ValueBounds Join(ValueBounds a, ValueBounds b)
    {
        if (a.IsRelative != b.IsRelative)
            (a, b) = (a.ToAbsolute(), b.ToAbsolute());
        return new(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.IsRelative);
    }

    /// <summary>The bounds with what is too large for a number cut to the largest one: a model whose numbers overflow has other troubles.</summary>
    public ValueBounds Clamped() => new(Math.Clamp(Low, -double.MaxValue, double.MaxValue), Math.Clamp(High, -double.MaxValue, double.MaxValue), IsRelative);
}
