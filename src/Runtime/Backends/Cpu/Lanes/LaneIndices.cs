using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Indices as 32-bit lanes, for what walks unevenly along a loop: windows, pooling, reshapes.</summary>
internal static class LaneIndices
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Sizes of dividends below which quotients are exact.</summary>
    public const long LargestDividend = 1L << 22;

    /// <summary>start, start + step, ...</summary>
    public static MethodInfo Sequence { get; } = new Func<int, int, Vector512<int>>(ToSequence).Method;

    /// <summary>The quotient rounded down.</summary>
    public static MethodInfo Quotient { get; } = new Func<Vector512<int>, int, Vector512<int>>(Divide).Method;

    /// <summary>The first vector plus the second one times a number.</summary>
    public static MethodInfo AddMultiple { get; } = new Func<Vector512<int>, Vector512<int>, int, Vector512<int>>(AddTimes).Method;

    /// <summary>Whether indices lie within a minimum and so many numbers from there on.</summary>
    public static MethodInfo IsWithin { get; } = new Func<Vector512<int>, int, int, Vector512<float>>(Within).Method;

    public static MethodInfo LowerIntegers { get; } = new Func<Vector512<int>, Vector512<long>>(Vector512.WidenLower).Method;

    public static MethodInfo UpperIntegers { get; } = new Func<Vector512<int>, Vector512<long>>(Vector512.WidenUpper).Method;

    /// <summary>Compares 0, step, twice the step, ... with a number.</summary>
    public static MethodInfo Comparison(ScalarOperation operation) => operation switch
    {
        ScalarOperation.Equal => Of(AreEqual),
        ScalarOperation.NotEqual => Of(AreNotEqual),
        ScalarOperation.Less => Of(AreLess),
        ScalarOperation.LessOrEqual => Of(AreLessOrEqual),
        ScalarOperation.Greater => Of(AreGreater),
        _ => Of(AreGreaterOrEqual),
    };

    private static MethodInfo Of(Func<int, int, Vector512<float>> comparison) => comparison.Method;

    [MethodImpl(Inline)]
    private static Vector512<float> AreEqual(int number, int step) => Vector512.Equals(Multiples(step), Vector512.Create(number)).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<float> AreNotEqual(int number, int step) => ~Vector512.Equals(Multiples(step), Vector512.Create(number)).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<float> AreLess(int number, int step) => Vector512.LessThan(Multiples(step), Vector512.Create(number)).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<float> AreLessOrEqual(int number, int step) => Vector512.LessThanOrEqual(Multiples(step), Vector512.Create(number)).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<float> AreGreater(int number, int step) => Vector512.GreaterThan(Multiples(step), Vector512.Create(number)).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<float> AreGreaterOrEqual(int number, int step) => Vector512.GreaterThanOrEqual(Multiples(step), Vector512.Create(number)).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<int> Multiples(int step) => LaneNumbers.Words * Vector512.Create(step);

    [MethodImpl(Inline)]
    private static Vector512<int> ToSequence(int start, int step) => Vector512.Create(start) + (LaneNumbers.Words * Vector512.Create(step));

    /// <summary>A half is added to the dividend, so that the quotient is never near a whole number that it should not reach.</summary>
    [MethodImpl(Inline)]
    private static Vector512<int> Divide(Vector512<int> dividend, int divisor) => int.IsPow2(divisor)
        ? Vector512.ShiftRightArithmetic(dividend, int.Log2(divisor))
        : Vector512.ConvertToInt32Native(Vector512.Floor((Vector512.ConvertToSingle(dividend) + Vector512.Create(0.5f)) / Vector512.Create((float)divisor)));

    [MethodImpl(Inline)]
    private static Vector512<int> AddTimes(Vector512<int> sum, Vector512<int> value, int factor) => sum + (value * Vector512.Create(factor));

    [MethodImpl(Inline)]
    private static Vector512<float> Within(Vector512<int> index, int minimum, int count) =>
        Vector512.LessThan((index - Vector512.Create(minimum)).AsUInt32(), Vector512.Create((uint)count)).AsSingle();
}
