using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// Operations on sixteen 32-bit floats that are no single instruction, inlined into the emitted kernels.
/// </summary>
internal static class VectorFunctions
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>x * 2^n for whole n from -254 to 200, rounded once: the power is applied in two halves, so that neither leaves the range of normal numbers; at -254 both are 0.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Scale(Vector512<float> x, Vector512<float> n)
    {
        var whole = Vector512.ConvertToInt32Native(n);
        var half = Vector512.ShiftRightArithmetic(whole, 1);
        return x * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    /// <summary>The same on eight lanes.</summary>
    [MethodImpl(Inline)]
    public static Vector256<float> Scale(Vector256<float> x, Vector256<float> n)
    {
        var whole = Vector256.ConvertToInt32Native(n);
        var half = Vector256.ShiftRightArithmetic(whole, 1);
        return x * PowerOfTwo(half) * PowerOfTwo(whole - half);
    }

    /// <summary>c - a * b, rounded once.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> FusedNegateMultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        MachineVectors.Fuses ? Vector512.FusedMultiplyAdd(-a, b, c) : MultiplyAddOfDoubles(-a, b, c);

    /// <summary>
    /// a * b + c where the machine has no such instruction, which the runtime otherwise computes lane by lane and a hundred times as long: the product is exact in double precision. The sum is rounded
    /// there first, which changes the result in rare cases only.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> MultiplyAddOfDoubles(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.Create(
        MultiplyAddOfDoubles(a.GetLower(), b.GetLower(), c.GetLower()), MultiplyAddOfDoubles(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    /// <summary>Lanes of a table of sixteen numbers, chosen by the low four bits of the indices.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> LookUp(Vector512<float> table, Vector512<int> indices)
    {
        if (Avx512F.IsSupported)
            return Avx512F.PermuteVar16x32(table, indices);
        return Avx2.IsSupported
            ? Vector512.Create(LookUp(table, indices.GetLower()), LookUp(table, indices.GetUpper()))
            : Vector512.Shuffle(table, indices & Vector512.Create(15));
    }

    /// <summary>-1, 0 or 1; NaN stays NaN.</summary>
    [MethodImpl(Inline)]
    public static Vector512<float> Sign(Vector512<float> x)
    {
        var signed = Vector512<float>.One | (x & Vector512.Create(-0f));
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero) | ~Vector512.Equals(x, x), x + Vector512<float>.Zero, signed);
    }

    /// <summary>Eight lanes: both halves of the table are looked up and the fourth bit chooses.</summary>
    [MethodImpl(Inline)]
    public static Vector256<float> LookUp(Vector512<float> table, Vector256<int> indices) => Avx.BlendVariable(
        Avx2.PermuteVar8x32(table.GetLower(), indices),
        Avx2.PermuteVar8x32(table.GetUpper(), indices),
        Vector256.ShiftLeft(indices, 28).AsSingle());

    [MethodImpl(Inline)]
    private static Vector256<float> MultiplyAddOfDoubles(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.Create(
        MultiplyAddOfDoubles(a.GetLower(), b.GetLower(), c.GetLower()), MultiplyAddOfDoubles(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    [MethodImpl(Inline)]
    private static Vector128<float> MultiplyAddOfDoubles(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.Narrow(
        (Vector128.WidenLower(a) * Vector128.WidenLower(b)) + Vector128.WidenLower(c),
        (Vector128.WidenUpper(a) * Vector128.WidenUpper(b)) + Vector128.WidenUpper(c));

    [MethodImpl(Inline)]
    private static Vector256<float> PowerOfTwo(Vector256<int> exponent) => Vector256.ShiftLeft(exponent + Vector256.Create(127), 23).AsSingle();

    [MethodImpl(Inline)]
    private static Vector512<float> PowerOfTwo(Vector512<int> exponent) =>
        Vector512.ShiftLeft(exponent + Vector512.Create(127), 23).AsSingle();
}
