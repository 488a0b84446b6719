using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>Vectors of one width from vectors of another.</summary>
internal static class LaneConversions
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static MethodInfo LowerDoubles { get; } = new Func<Vector512<float>, Vector512<double>>(Vector512.WidenLower).Method;

    public static MethodInfo UpperDoubles { get; } = new Func<Vector512<float>, Vector512<double>>(Vector512.WidenUpper).Method;

    public static MethodInfo LowerIntegers { get; } = new Func<Vector512<float>, Vector512<long>>(ToLowerIntegers).Method;

    public static MethodInfo UpperIntegers { get; } = new Func<Vector512<float>, Vector512<long>>(ToUpperIntegers).Method;

    public static MethodInfo JoinDoubles { get; } = new Func<Vector512<double>, Vector512<double>, Vector512<float>>(Vector512.Narrow).Method;

    public static MethodInfo JoinIntegers { get; } = new Func<Vector512<long>, Vector512<long>, Vector512<float>>(ToSingles).Method;

    public static MethodInfo IntegersToDoubles { get; } = new Func<Vector512<long>, Vector512<double>>(Vector512.ConvertToDouble).Method;

    public static MethodInfo DoublesToIntegers { get; } = new Func<Vector512<double>, Vector512<long>>(Vector512.ConvertToInt64).Method;

    public static MethodInfo LowerMask { get; } = new Func<Vector512<float>, Vector512<double>>(VectorMemory.LowerMask).Method;

    public static MethodInfo UpperMask { get; } = new Func<Vector512<float>, Vector512<double>>(VectorMemory.UpperMask).Method;

    public static MethodInfo LowerIntegerMask { get; } = new Func<Vector512<float>, Vector512<long>>(ToLowerIntegerMask).Method;

    public static MethodInfo UpperIntegerMask { get; } = new Func<Vector512<float>, Vector512<long>>(ToUpperIntegerMask).Method;

    public static MethodInfo JoinDoubleMasks { get; } = new Func<Vector512<double>, Vector512<double>, Vector512<float>>(VectorMemory.JoinMasks).Method;

    public static MethodInfo JoinIntegerMasks { get; } = new Func<Vector512<long>, Vector512<long>, Vector512<float>>(VectorMemory.JoinLongMasks).Method;

    public static MethodInfo AsIntegers { get; } = new Func<Vector512<double>, Vector512<long>>(Vector512.AsInt64).Method;

    public static MethodInfo RoundToHalf { get; } = LaneMethods.Unary(VectorHalf.RoundToHalf);

    public static MethodInfo RoundToBFloat16 { get; } = LaneMethods.Unary(VectorHalf.RoundToBFloat16);

    public static MethodInfo DoubleAnd { get; } = new Func<Vector512<double>, Vector512<double>, Vector512<double>>(Vector512.BitwiseAnd).Method;

    public static MethodInfo IntegerAnd { get; } = new Func<Vector512<long>, Vector512<long>, Vector512<long>>(Vector512.BitwiseAnd).Method;

    /// <summary>start, start + step, ... in 64-bit lanes.</summary>
    public static MethodInfo IntegerSequence { get; } = new Func<long, long, Vector512<long>>(Sequence).Method;

    [MethodImpl(Inline)]
    private static Vector512<long> Sequence(long start, long step) => Vector512.Create(start) + (LaneNumbers.Longs * Vector512.Create(step));

    [MethodImpl(Inline)]
    private static Vector512<long> ToLowerIntegers(Vector512<float> value) => Vector512.ConvertToInt64(Vector512.WidenLower(value));

    [MethodImpl(Inline)]
    private static Vector512<long> ToUpperIntegers(Vector512<float> value) => Vector512.ConvertToInt64(Vector512.WidenUpper(value));

    [MethodImpl(Inline)]
    private static Vector512<long> ToLowerIntegerMask(Vector512<float> mask) => Vector512.WidenLower(mask.AsInt32());

    [MethodImpl(Inline)]
    private static Vector512<long> ToUpperIntegerMask(Vector512<float> mask) => Vector512.WidenUpper(mask.AsInt32());

    [MethodImpl(Inline)]
    private static Vector512<float> ToSingles(Vector512<long> lower, Vector512<long> upper) => Avx512DQ.IsSupported
        ? Vector512.Create(Avx512DQ.ConvertToVector256Single(lower), Avx512DQ.ConvertToVector256Single(upper))
        : Vector512.Narrow(Vector512.ConvertToDouble(lower), Vector512.ConvertToDouble(upper));
}
