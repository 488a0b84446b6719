
namespace Dsl.Language.Lowering;

/// <summary>A whole number computed from loop counters: the position along one axis.</summary>
public abstract record IndexExpression
{
    private protected IndexExpression()
    {
    }

    public static IndexExpression Zero { get; } = new ConstantIndex(0);

    /// <summary>The largest value that can occur, and the smallest, by interval arithmetic; null for a loaded index.</summary>
    public abstract (long Minimum, long Maximum)? Range { get; }

    public static implicit operator IndexExpression(long value) => new ConstantIndex(value);

    public static implicit operator IndexExpression(LoopVariable variable) => new LoopIndex(variable);

    public static IndexExpression operator +(IndexExpression left, IndexExpression right) => (left, right) switch
    {
        (ConstantIndex(0), _) => right,
        (_, ConstantIndex(0)) => left,
        (ConstantIndex(var a), ConstantIndex(var b)) => new ConstantIndex(a + b),
        (AddIndex(var inner, ConstantIndex(var a)), ConstantIndex(var b)) => inner + new ConstantIndex(a + b),
        _ => new AddIndex(left, right),
    };

    public static IndexExpression operator -(IndexExpression left, IndexExpression right) => left + (right * -1);

    public static IndexExpression operator *(IndexExpression index, long factor) => (index, factor) switch
    {
        (_, 0) => Zero,
        (_, 1) => index,
        (ConstantIndex(var a), _) => new ConstantIndex(a * factor),
        (MultiplyIndex(var inner, var a), _) => inner * (a * factor),
        (AddIndex(var left, var right), _) => (left * factor) + (right * factor),
        _ => new MultiplyIndex(index, factor),
    };

    /// <summary>Division rounded down.</summary>
    public static IndexExpression operator /(IndexExpression index, long divisor) => index switch
    {
        _ when divisor == 1 => index,
        ConstantIndex(var a) => new ConstantIndex((long)Math.Floor((double)a / divisor)),
        MultiplyIndex(var inner, var factor) when factor % divisor == 0 => inner * (factor / divisor),
        _ when index.Range is ( >= 0, var maximum) && maximum < divisor => Zero,
        _ => new FloorDivideIndex(index, divisor),
    };

    /// <summary>The remainder of division rounded down; never negative for a positive divisor.</summary>
    public static IndexExpression operator %(IndexExpression index, long divisor) => index switch
    {
        _ when divisor == 1 => Zero,
        ConstantIndex(var a) => new ConstantIndex(((a % divisor) + divisor) % divisor),
        MultiplyIndex(_, var factor) when factor % divisor == 0 => Zero,
        _ when index.Range is ( >= 0, var maximum) && maximum < divisor => index,
        _ => new ModuloIndex(index, divisor),
    };
}

public sealed record ConstantIndex(long Value) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range => (Value, Value);
}

public sealed record LoopIndex(LoopVariable Variable) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range => (0, Math.Max(0, Variable.Extent - 1));
}

public sealed record AddIndex(IndexExpression Left, IndexExpression Right) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range =>
        Left.Range is { } left && Right.Range is { } right ? (left.Minimum + right.Minimum, left.Maximum + right.Maximum) : null;
}

public sealed record MultiplyIndex(IndexExpression Index, long Factor) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range => Index.Range is not { } range ? null
        : Factor >= 0 ? (range.Minimum * Factor, range.Maximum * Factor) : (range.Maximum * Factor, range.Minimum * Factor);
}

public sealed record FloorDivideIndex(IndexExpression Index, long Divisor) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range =>
        Index.Range is ( >= 0, _) range ? (range.Minimum / Divisor, range.Maximum / Divisor) : null;
}

public sealed record ModuloIndex(IndexExpression Index, long Divisor) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range => (0, Divisor - 1);
}

/// <summary>An index that is itself an element of an int tensor, as in <c>table[tokens]</c>; checked against its bound at run time.</summary>
/// <param name="Value">The int element.</param>
/// <param name="Bound">The size of the axis: negative values count from its end, others outside are a run-time fault.</param>
public sealed record LoadedIndex(ScalarExpression Value, int Bound) : IndexExpression
{
    public override (long Minimum, long Maximum)? Range => (0, Bound - 1);
}
