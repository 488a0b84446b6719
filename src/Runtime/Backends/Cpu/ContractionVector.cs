using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>The register of a contraction's tile: 512 or 256 bits wide, or a scalar for what is left over.</summary>
internal sealed unsafe class ContractionVector
{
    private ContractionVector()
    {
    }

    public required Type Type { get; init; }

    public required int Lanes { get; init; }

    public required MethodInfo FusedMultiplyAdd { get; init; }

    public MethodInfo? Load { get; private init; }

    public MethodInfo? Store { get; private init; }

    public MethodInfo? Broadcast { get; private init; }

    /// <summary>Loads and stores of the first lanes only; null where the machine has none.</summary>
    public MethodInfo? MaskedLoad { get; private init; }

    public MethodInfo? MaskedStore { get; private init; }

    /// <summary>Makes the mask of the first lanes from their number.</summary>
    public MethodInfo? FirstLanes { get; private init; }

    public bool IsScalar => Lanes == 1;

    /// <summary>The widest register of the machine.</summary>
    public static ContractionVector Widest(ElementType element) => (element, Avx512F.IsSupported) switch
    {
        (ElementType.Float32, true) => new ContractionVector
        {
            Type = typeof(Vector512<float>),
            Lanes = Vector512<float>.Count,
            FusedMultiplyAdd = new Func<Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>>(Vector512.FusedMultiplyAdd).Method,
            Load = new LoadFunction<float, Vector512<float>>(Vector512.Load).Method,
            Store = new StoreFunction<float, Vector512<float>>(Vector512.Store).Method,
            Broadcast = new Func<float, Vector512<float>>(Vector512.Create).Method,
            MaskedLoad = new MaskedLoadFunction<float, Vector512<float>>(LoadFirst).Method,
            MaskedStore = new MaskedStoreFunction<float, Vector512<float>>(StoreFirst).Method,
            FirstLanes = new Func<int, Vector512<float>>(FirstSingles).Method,
        },
        (ElementType.Float64, true) => new ContractionVector
        {
            Type = typeof(Vector512<double>),
            Lanes = Vector512<double>.Count,
            FusedMultiplyAdd = new Func<Vector512<double>, Vector512<double>, Vector512<double>, Vector512<double>>(Vector512.FusedMultiplyAdd).Method,
            Load = new LoadFunction<double, Vector512<double>>(Vector512.Load).Method,
            Store = new StoreFunction<double, Vector512<double>>(Vector512.Store).Method,
            Broadcast = new Func<double, Vector512<double>>(Vector512.Create).Method,
            MaskedLoad = new MaskedLoadFunction<double, Vector512<double>>(LoadFirst).Method,
            MaskedStore = new MaskedStoreFunction<double, Vector512<double>>(StoreFirst).Method,
            FirstLanes = new Func<int, Vector512<double>>(FirstDoubles).Method,
        },
        (ElementType.Float32, false) => new ContractionVector
        {
            Type = typeof(Vector256<float>),
            Lanes = Vector256<float>.Count,
            FusedMultiplyAdd = new Func<Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>>(Vector256.FusedMultiplyAdd).Method,
            Load = new LoadFunction<float, Vector256<float>>(Vector256.Load).Method,
            Store = new StoreFunction<float, Vector256<float>>(Vector256.Store).Method,
            Broadcast = new Func<float, Vector256<float>>(Vector256.Create).Method,
        },
        _ => new ContractionVector
        {
            Type = typeof(Vector256<double>),
            Lanes = Vector256<double>.Count,
            FusedMultiplyAdd = new Func<Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>>(Vector256.FusedMultiplyAdd).Method,
            Load = new LoadFunction<double, Vector256<double>>(Vector256.Load).Method,
            Store = new StoreFunction<double, Vector256<double>>(Vector256.Store).Method,
            Broadcast = new Func<double, Vector256<double>>(Vector256.Create).Method,
        },
    };

    public static ContractionVector Scalar(ElementType element) => element == ElementType.Float64
        ? new ContractionVector { Type = typeof(double), Lanes = 1, FusedMultiplyAdd = new Func<double, double, double, double>(Math.FusedMultiplyAdd).Method }
        : new ContractionVector { Type = typeof(float), Lanes = 1, FusedMultiplyAdd = new Func<float, float, float, float>(MathF.FusedMultiplyAdd).Method };

    public void EmitLoad(ILGenerator il)
    {
        if (IsScalar)
            il.Emit(Type == typeof(double) ? OpCodes.Ldind_R8 : OpCodes.Ldind_R4);
        else
            il.Emit(OpCodes.Call, Load!);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FirstSingles(int count) => Vector512.LessThan(Vector512<float>.Indices, Vector512.Create((float)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> FirstDoubles(int count) => Vector512.LessThan(Vector512<double>.Indices, Vector512.Create((double)count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadFirst(float* address, Vector512<float> mask) => Avx512F.MaskLoad(address, mask, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LoadFirst(double* address, Vector512<double> mask) => Avx512F.MaskLoad(address, mask, Vector512<double>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(float* address, Vector512<float> mask, Vector512<float> value) => Avx512F.MaskStore(address, mask, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(double* address, Vector512<double> mask, Vector512<double> value) => Avx512F.MaskStore(address, mask, value);

    private delegate TVector LoadFunction<T, TVector>(T* address)
        where T : unmanaged;

    private delegate void StoreFunction<T, TVector>(TVector value, T* address)
        where T : unmanaged;

    private delegate TVector MaskedLoadFunction<T, TVector>(T* address, TVector mask)
        where T : unmanaged;

    private delegate void MaskedStoreFunction<T, TVector>(T* address, TVector mask, TVector value)
        where T : unmanaged;
}
