using System.Reflection;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Single16 = System.Runtime.Intrinsics.Vector512<float>;
using Single8 = System.Runtime.Intrinsics.Vector256<float>;
using Word8 = System.Runtime.Intrinsics.Vector256<int>;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// For an operation on sixteen lanes the one on eight, where the machine's registers hold eight. There a vector of 512 bits is a structure of two halves, and each of its operations several methods for
/// the runtime to inline, which it gives up in long kernels: what is left are calls that pass vectors through memory. With the halves named, an operation is two instructions.
/// </summary>
internal static class LaneHalves
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly IReadOnlyDictionary<MethodInfo, MethodInfo> Known = AreUsed ? All() : new Dictionary<MethodInfo, MethodInfo>();

    /// <summary>Whether vectors are computed by halves: the machine has those only, and the runtime keeps them as they are named here.</summary>
    public static bool AreUsed => MachineVectors.Has256 && !MachineVectors.Has512 && Of(typeof(Single16), isUpper: false) is not null && Of(typeof(Single16), isUpper: true) is not null;

    /// <summary>The operation on a half; null where there is none, or vectors are not computed so.</summary>
    public static MethodInfo? Of(MethodInfo operation) => Known.GetValueOrDefault(operation);

    /// <summary>The half of a vector.</summary>
    public static FieldInfo? Of(Type vectorType, bool isUpper) => vectorType.GetField(isUpper ? "_upper" : "_lower", Fields);

    /// <summary>The operations that have one, whatever the machine.</summary>
    public static IReadOnlyDictionary<MethodInfo, MethodInfo> All() => new Dictionary<MethodInfo, MethodInfo>
    {
        [LaneMethods.Broadcast] = new Func<float, Single8>(Vector256.Create).Method,
        [LaneMethods.BroadcastWord] = new Func<int, Word8>(Vector256.Create).Method,
        [LaneMethods.Add] = Binary(Avx.Add),
        [LaneMethods.Subtract] = Binary(Avx.Subtract),
        [LaneMethods.Multiply] = Binary(Avx.Multiply),
        [LaneMethods.Divide] = Binary(Avx.Divide),
        [LaneMethods.MinNative] = Binary(Vector256.MinNative),
        [LaneMethods.MaxNative] = Binary(Vector256.MaxNative),
        [LaneMethods.And] = Binary(Avx.And),
        [LaneMethods.Or] = Binary(Avx.Or),
        [LaneMethods.Xor] = Binary(Avx.Xor),
        [LaneMethods.Less] = Binary(Avx.CompareLessThan),
        [LaneMethods.Greater] = Binary(Avx.CompareGreaterThan),
        [LaneMethods.EqualTo] = Binary(Avx.CompareEqual),
        [LaneMethods.Abs] = Unary(Vector256.Abs),
        [LaneMethods.Round] = Unary(Avx.RoundToNearestInteger),
        [LaneMethods.FusedMultiplyAdd] = Ternary(Fma.MultiplyAdd),
        [LaneMethods.FusedNegateMultiplyAdd] = Ternary(Fma.MultiplyAddNegated),
        [LaneMethods.Select] = Ternary(Vector256.ConditionalSelect),
        [LaneMethods.Scale] = Binary(VectorFunctions.Scale),
        [LaneMethods.AsWords] = new Func<Single8, Word8>(Vector256.AsInt32).Method,
        [LaneMethods.AsSingles] = new Func<Word8, Single8>(Vector256.AsSingle).Method,
        [LaneMethods.ToWords] = new Func<Single8, Word8>(Vector256.ConvertToInt32Native).Method,
        [LaneMethods.ToSingles] = new Func<Word8, Single8>(Vector256.ConvertToSingle).Method,
        [LaneMethods.AddWords] = WordBinary(Avx2.Add),
        [LaneMethods.SubtractWords] = WordBinary(Avx2.Subtract),
        [LaneMethods.AndWords] = WordBinary(Avx2.And),
        [LaneMethods.MaxWords] = WordBinary(Avx2.Max),
        [LaneMethods.ShiftWordsLeft] = new Func<Word8, byte, Word8>(Avx2.ShiftLeftLogical).Method,
        [LaneMethods.ShiftWordsRight] = new Func<Word8, byte, Word8>(Avx2.ShiftRightArithmetic).Method,
        [LaneMethods.LookUp] = new Func<Single16, Word8, Single8>(VectorFunctions.LookUp).Method,
        [new Func<Single16, Single16>(Vector512.Negate).Method] = Unary(Vector256.Negate),
        [new Func<Single16, Single16>(Vector512.Sqrt).Method] = Unary(Avx.Sqrt),
        [new Func<Single16, Single16>(Vector512.Floor).Method] = Unary(Avx.Floor),
        [new Func<Single16, Single16>(Vector512.Ceiling).Method] = Unary(Avx.Ceiling),
        [new Func<Single16, Single16>(Vector512.OnesComplement).Method] = Unary(Vector256.OnesComplement),
        [new Func<Single16, Single16, Single16>(Vector512.Max).Method] = Binary(Vector256.Max),
        [new Func<Single16, Single16, Single16>(Vector512.Min).Method] = Binary(Vector256.Min),
        [new Func<Single16, Single16, Single16>(Vector512.LessThanOrEqual).Method] = Binary(Avx.CompareLessThanOrEqual),
        [new Func<Single16, Single16, Single16>(Vector512.GreaterThanOrEqual).Method] = Binary(Avx.CompareGreaterThanOrEqual),
        [LaneOperations.NotEqualSingles] = Binary(Avx.CompareNotEqual),
    };

    private static MethodInfo Unary(Func<Single8, Single8> function) => function.Method;

    private static MethodInfo Binary(Func<Single8, Single8, Single8> function) => function.Method;

    private static MethodInfo Ternary(Func<Single8, Single8, Single8, Single8> function) => function.Method;

    private static MethodInfo WordBinary(Func<Word8, Word8, Word8> function) => function.Method;
}
