using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Single16 = System.Runtime.Intrinsics.Vector512<float>;
using Word16 = System.Runtime.Intrinsics.Vector512<int>;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// The vector operations that the elementary functions are made of, each looked up at its first use: finding a method takes as long as
/// compiling a small one. Those of <see cref="Vector512"/> that are written with an operator of C# are inlined, which takes the compiler five times as long as
/// the instruction itself.
/// </summary>
internal static class LaneMethods
{
    public static MethodInfo Broadcast => new Func<float, Single16>(Vector512.Create).Method;

    public static MethodInfo BroadcastWord => new Func<int, Word16>(Vector512.Create).Method;

    public static MethodInfo Add => MachineVectors.Has512 ? Binary(Avx512F.Add) : Binary(Vector512.Add);

    public static MethodInfo Subtract => MachineVectors.Has512 ? Binary(Avx512F.Subtract) : Binary(Vector512.Subtract);

    public static MethodInfo Multiply => MachineVectors.Has512 ? Binary(Avx512F.Multiply) : Binary(Vector512.Multiply);

    public static MethodInfo Divide => MachineVectors.Has512 ? Binary(Avx512F.Divide) : Binary(Vector512.Divide);

    public static MethodInfo MinNative => Binary(Vector512.MinNative);

    public static MethodInfo MaxNative => Binary(Vector512.MaxNative);

    public static MethodInfo And => MachineVectors.Has512 ? Binary(Avx512DQ.And) : Binary(Vector512.BitwiseAnd);

    public static MethodInfo Or => MachineVectors.Has512 ? Binary(Avx512DQ.Or) : Binary(Vector512.BitwiseOr);

    public static MethodInfo Xor => MachineVectors.Has512 ? Binary(Avx512DQ.Xor) : Binary(Vector512.Xor);

    public static MethodInfo Less => Binary(Vector512.LessThan);

    public static MethodInfo Greater => Binary(Vector512.GreaterThan);

    public static MethodInfo EqualTo => Binary(Vector512.Equals);

    public static MethodInfo Abs => Unary(Vector512.Abs);

    public static MethodInfo Round => Unary(Vector512.Round);

    /// <summary>The product of two vectors plus the third one, rounded once where the machine does that.</summary>
    public static MethodInfo FusedMultiplyAdd => MachineVectors.Fuses ? Ternary(Vector512.FusedMultiplyAdd) : Ternary(VectorFunctions.MultiplyAddOfDoubles);

    /// <summary>The third vector less the product of the others.</summary>
    public static MethodInfo FusedNegateMultiplyAdd => MachineVectors.Has512 ? Ternary(Avx512F.FusedMultiplyAddNegated) : Ternary(VectorFunctions.FusedNegateMultiplyAdd);

    public static MethodInfo Select => Ternary(Vector512.ConditionalSelect);

    /// <summary>The first vector times two to the power of the second, which holds whole numbers.</summary>
    public static MethodInfo Scale => MachineVectors.Has512 ? Binary(Avx512F.Scale) : Binary(VectorFunctions.Scale);

    public static MethodInfo AsWords => new Func<Single16, Word16>(Vector512.AsInt32).Method;

    public static MethodInfo AsSingles => new Func<Word16, Single16>(Vector512.AsSingle).Method;

    public static MethodInfo ToWords => new Func<Single16, Word16>(Vector512.ConvertToInt32Native).Method;

    public static MethodInfo ToSingles => new Func<Word16, Single16>(Vector512.ConvertToSingle).Method;

    public static MethodInfo AddWords => MachineVectors.Has512 ? WordBinary(Avx512F.Add) : WordBinary(Vector512.Add);

    public static MethodInfo SubtractWords => MachineVectors.Has512 ? WordBinary(Avx512F.Subtract) : WordBinary(Vector512.Subtract);

    public static MethodInfo AndWords => MachineVectors.Has512 ? WordBinary(Avx512F.And) : WordBinary(Vector512.BitwiseAnd);

    public static MethodInfo MaxWords => WordBinary(Vector512.Max);

    public static MethodInfo ShiftWordsLeft => MachineVectors.Has512 ? WordShift(Avx512F.ShiftLeftLogical) : new Func<Word16, int, Word16>(Vector512.ShiftLeft).Method;

    public static MethodInfo ShiftWordsRight =>
        MachineVectors.Has512 ? WordShift(Avx512F.ShiftRightArithmetic) : new Func<Word16, int, Word16>(Vector512.ShiftRightArithmetic).Method;

    /// <summary>Lanes of a table of sixteen numbers, chosen by the low four bits of the second vector's lanes.</summary>
    public static MethodInfo LookUp => new Func<Single16, Word16, Single16>(VectorFunctions.LookUp).Method;

    public static MethodInfo AnyGreater => new Func<Single16, Single16, bool>(Vector512.GreaterThanAny).Method;

    public static MethodInfo Unary(Func<Single16, Single16> function) => function.Method;

    private static MethodInfo Binary(Func<Single16, Single16, Single16> function) => function.Method;

    private static MethodInfo Ternary(Func<Single16, Single16, Single16, Single16> function) => function.Method;

    private static MethodInfo WordShift(Func<Word16, byte, Word16> function) => function.Method;

    private static MethodInfo WordBinary(Func<Word16, Word16, Word16> function) => function.Method;
}
