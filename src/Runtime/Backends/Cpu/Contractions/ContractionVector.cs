using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>The register of a contraction's tile: 512, 256 or 128 bits wide, or a scalar for what is left over.</summary>
internal sealed unsafe class ContractionVector
{
    private ContractionVector()
    {
    }

    public required Type Type { get; init; }

    public required int Lanes { get; init; }

    /// <summary>Vector registers of the machine.</summary>
    public required int Registers { get; init; }

    /// <summary>a * b + c rounded once; null where that is slow, and a product is rounded before it is added.</summary>
    public MethodInfo? FusedMultiplyAdd { get; private init; }

    public MethodInfo? Multiply { get; private init; }

    public MethodInfo? Add { get; private init; }

    public MethodInfo? Broadcast { get; private init; }

    /// <summary>Loads and stores of the first lanes only; null where the machine has none.</summary>
    public MethodInfo? MaskedLoad { get; private init; }

    /// <summary>Whether the load takes, after the mask, what the lanes that are not loaded become.</summary>
    public bool MaskedLoadTakesRest { get; private init; }

    public MethodInfo? MaskedStore { get; private init; }

    /// <summary>Makes the mask of the first lanes from their number.</summary>
    public MethodInfo? FirstLanes { get; private init; }

    /// <summary>Loads four elements and repeats them in all lanes; null where the machine does not.</summary>
    public MethodInfo? LoadFour { get; private init; }

    /// <summary>Takes, of each four lanes, one for all of them; four numbers of two bits say which.</summary>
    public MethodInfo? PickOfFour { get; private init; }

    public bool HasMasks => FirstLanes is not null;

    public bool IsScalar => Lanes == 1;

    private static bool Fuses => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>The widest register of the machine.</summary>
    public static ContractionVector Widest(ElementType element)
    {
        var isDouble = element == ElementType.Float64;
        if (MachineVectors.Has512)
            return isDouble ? Double512() : Single512();
        if (MachineVectors.Has256)
            return isDouble ? Double256() : Single256();
        return isDouble ? Double128() : Single128();
    }

    public static ContractionVector Scalar(ElementType element) => element == ElementType.Float64
        ? new ContractionVector { Type = typeof(double), Lanes = 1, Registers = 16, FusedMultiplyAdd = Fuses ? new Func<double, double, double, double>(Math.FusedMultiplyAdd).Method : null }
        : new ContractionVector { Type = typeof(float), Lanes = 1, Registers = 16, FusedMultiplyAdd = Fuses ? new Func<float, float, float, float>(MathF.FusedMultiplyAdd).Method : null };

    /// <summary>Pushes a * b + c.</summary>
    public void EmitMultiplyAdd(ILGenerator il, LocalBuilder a, LocalBuilder b, LocalBuilder c)
    {
        if (FusedMultiplyAdd is not null)
        {
            il.Emit(OpCodes.Ldloc, a);
            il.Emit(OpCodes.Ldloc, b);
            il.Emit(OpCodes.Ldloc, c);
            il.Emit(OpCodes.Call, FusedMultiplyAdd);
            return;
        }

        il.Emit(OpCodes.Ldloc, a);
        il.Emit(OpCodes.Ldloc, b);
        EmitCall(il, OpCodes.Mul, Multiply);
        il.Emit(OpCodes.Ldloc, c);
        EmitCall(il, OpCodes.Add, Add);
    }

    private static void EmitCall(ILGenerator il, OpCode scalar, MethodInfo? vector)
    {
        if (vector is null)
            il.Emit(scalar);
        else
            il.Emit(OpCodes.Call, vector);
    }

    private static ContractionVector Single512() => new()
    {
        Type = typeof(Vector512<float>),
        Lanes = 16,
        Registers = 32,
        FusedMultiplyAdd = new Func<Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>>(Vector512.FusedMultiplyAdd).Method,
        Broadcast = new Func<float, Vector512<float>>(Vector512.Create).Method,
        MaskedLoad = new MergingLoadFunction<float, Vector512<float>>(Avx512F.MaskLoad).Method,
        MaskedLoadTakesRest = true,
        MaskedStore = new MaskedStoreFunction<float, Vector512<float>>(Avx512F.MaskStore).Method,
        FirstLanes = new Func<int, Vector512<float>>(FirstSingles).Method,
        LoadFour = new LoadFunction<float, Vector512<float>>(Avx512F.BroadcastVector128ToVector512).Method,
        PickOfFour = new Func<Vector512<float>, byte, Vector512<float>>(Avx512F.Permute4x32).Method,
    };

    private static ContractionVector Double512() => new()
    {
        Type = typeof(Vector512<double>),
        Lanes = 8,
        Registers = 32,
        FusedMultiplyAdd = new Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>(Vector512.FusedMultiplyAdd).Method,
        Broadcast = new Func<double, Vector512<double>>(Vector512.Create).Method,
        MaskedLoad = new MergingLoadFunction<double, Vector512<double>>(Avx512F.MaskLoad).Method,
        MaskedLoadTakesRest = true,
        MaskedStore = new MaskedStoreFunction<double, Vector512<double>>(Avx512F.MaskStore).Method,
        FirstLanes = new Func<int, Vector512<double>>(FirstDoubles).Method,
    };

    private static ContractionVector Single256() => new()
    {
        Type = typeof(Vector256<float>),
        Lanes = Vector256<float>.Count,
        Registers = 16,
        FusedMultiplyAdd = new Func<Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>>(Fma.MultiplyAdd).Method,
        Broadcast = new Func<float, Vector256<float>>(Vector256.Create).Method,
        MaskedLoad = new MaskedLoadFunction<float, Vector256<float>>(Avx.MaskLoad).Method,
        MaskedStore = new MaskedStoreFunction<float, Vector256<float>>(Avx.MaskStore).Method,
        FirstLanes = new Func<int, Vector256<float>>(FirstSinglesOf256).Method,
        LoadFour = new LoadFunction<float, Vector256<float>>(Avx.BroadcastVector128ToVector256).Method,
        PickOfFour = new Func<Vector256<float>, byte, Vector256<float>>(Avx.Permute).Method,
    };

    private static ContractionVector Double256() => new()
    {
        Type = typeof(Vector256<double>),
        Lanes = Vector256<double>.Count,
        Registers = 16,
        FusedMultiplyAdd = new Func<Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>>(Fma.MultiplyAdd).Method,
        Broadcast = new Func<double, Vector256<double>>(Vector256.Create).Method,
        MaskedLoad = new MaskedLoadFunction<double, Vector256<double>>(Avx.MaskLoad).Method,
        MaskedStore = new MaskedStoreFunction<double, Vector256<double>>(Avx.MaskStore).Method,
        FirstLanes = new Func<int, Vector256<double>>(FirstDoublesOf256).Method,
    };

    private static ContractionVector Single128() => new()
    {
        Type = typeof(Vector128<float>),
        Lanes = Vector128<float>.Count,
        Registers = AdvSimd.IsSupported ? 32 : 16,
        FusedMultiplyAdd = Fuses ? new Func<Vector128<float>, Vector128<float>, Vector128<float>, Vector128<float>>(Vector128.FusedMultiplyAdd).Method : null,
        Multiply = new Func<Vector128<float>, Vector128<float>, Vector128<float>>(Vector128.Multiply).Method,
        Add = new Func<Vector128<float>, Vector128<float>, Vector128<float>>(Vector128.Add).Method,
        Broadcast = new Func<float, Vector128<float>>(Vector128.Create).Method,
    };

    private static ContractionVector Double128() => new()
    {
        Type = typeof(Vector128<double>),
        Lanes = Vector128<double>.Count,
        Registers = AdvSimd.IsSupported ? 32 : 16,
        FusedMultiplyAdd = Fuses ? new Func<Vector128<double>, Vector128<double>, Vector128<double>, Vector128<double>>(Vector128.FusedMultiplyAdd).Method : null,
        Multiply = new Func<Vector128<double>, Vector128<double>, Vector128<double>>(Vector128.Multiply).Method,
        Add = new Func<Vector128<double>, Vector128<double>, Vector128<double>>(Vector128.Add).Method,
        Broadcast = new Func<double, Vector128<double>>(Vector128.Create).Method,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FirstSingles(int count) => Vector512.LessThan(Vector512<float>.Indices, Vector512.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> FirstDoubles(int count) => Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FirstSinglesOf256(int count) => Vector256.LessThan(Vector256<float>.Indices, Vector256.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> FirstDoublesOf256(int count) => Vector256.LessThan(Vector256<double>.Indices, Vector256.Create((double)count));

    private delegate TVector LoadFunction<T, TVector>(T* address)
        where T : unmanaged;

    private delegate TVector MaskedLoadFunction<T, TVector>(T* address, TVector mask)
        where T : unmanaged;

    private delegate TVector MergingLoadFunction<T, TVector>(T* address, TVector mask, TVector rest)
        where T : unmanaged;

    private delegate void MaskedStoreFunction<T, TVector>(T* address, TVector mask, TVector value)
        where T : unmanaged;
}
