using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Single16 = System.Runtime.Intrinsics.Vector512<float>;
using Word16 = System.Runtime.Intrinsics.Vector512<int>;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// The vector operations that the elementary functions are made of, each looked up at its first use: finding a method takes as long as
/// compiling a small one.
/// </summary>
internal static class LaneMethods
{
    public static MethodInfo Broadcast => new Func<float, Single16>(Vector512.Create).Method;

    public static MethodInfo BroadcastWord => new Func<int, Word16>(Vector512.Create).Method;

    public static MethodInfo Add => Binary(Vector512.Add);

    public static MethodInfo Subtract => Binary(Vector512.Subtract);

    public static MethodInfo Multiply => Binary(Vector512.Multiply);

    public static MethodInfo Divide => Binary(Vector512.Divide);

    public static MethodInfo MinNative => Binary(Vector512.MinNative);

    public static MethodInfo MaxNative => Binary(Vector512.MaxNative);

    public static MethodInfo And => Binary(Vector512.BitwiseAnd);

    public static MethodInfo Or => Binary(Vector512.BitwiseOr);

    public static MethodInfo Xor => Binary(Vector512.Xor);

    public static MethodInfo Less => Binary(Vector512.LessThan);

    public static MethodInfo Greater => Binary(Vector512.GreaterThan);

    public static MethodInfo EqualTo => Binary(Vector512.Equals);

    public static MethodInfo Abs => Unary(Vector512.Abs);

    public static MethodInfo Round => Unary(Vector512.Round);

    public static MethodInfo FusedMultiplyAdd => Ternary(Vector512.FusedMultiplyAdd);

    /// <summary>The third vector less the product of the others.</summary>
    public static MethodInfo FusedNegateMultiplyAdd => Ternary(VectorFunctions.FusedNegateMultiplyAdd);

    public static MethodInfo Select => Ternary(Vector512.ConditionalSelect);

    /// <summary>The first vector times two to the power of the second, which holds whole numbers.</summary>
    public static MethodInfo Scale => Avx512F.IsSupported ? Binary(Avx512F.Scale) : Binary(VectorFunctions.Scale);

    public static MethodInfo AsWords => new Func<Single16, Word16>(Vector512.AsInt32).Method;

    public static MethodInfo AsSingles => new Func<Word16, Single16>(Vector512.AsSingle).Method;

    public static MethodInfo ToWords => new Func<Single16, Word16>(Vector512.ConvertToInt32Native).Method;

    public static MethodInfo ToSingles => new Func<Word16, Single16>(Vector512.ConvertToSingle).Method;

    public static MethodInfo AddWords => WordBinary(Vector512.Add);

    public static MethodInfo SubtractWords => WordBinary(Vector512.Subtract);

    public static MethodInfo AndWords => WordBinary(Vector512.BitwiseAnd);

    public static MethodInfo MaxWords => WordBinary(Vector512.Max);

    public static MethodInfo ShiftWordsLeft => new Func<Word16, int, Word16>(Vector512.ShiftLeft).Method;

    public static MethodInfo ShiftWordsRight => new Func<Word16, int, Word16>(Vector512.ShiftRightArithmetic).Method;

    /// <summary>Lanes of a table of sixteen numbers, chosen by the low four bits of the second vector's lanes.</summary>
    public static MethodInfo LookUp => new Func<Single16, Word16, Single16>(VectorFunctions.LookUp).Method;

    public static MethodInfo AnyGreater => new Func<Single16, Single16, bool>(Vector512.GreaterThanAny).Method;

    public static MethodInfo Unary(Func<Single16, Single16> function) => function.Method;

    private static MethodInfo Binary(Func<Single16, Single16, Single16> function) => function.Method;

    private static MethodInfo Ternary(Func<Single16, Single16, Single16, Single16> function) => function.Method;

    private static MethodInfo WordBinary(Func<Word16, Word16, Word16> function) => function.Method;
}
