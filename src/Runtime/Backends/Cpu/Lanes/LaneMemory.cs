using System.Reflection;
using System.Runtime.Intrinsics;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>How the vectors of an element type are loaded and stored.</summary>
internal sealed unsafe class LaneMemory
{
    private static readonly LaneMemory?[] Known = new LaneMemory?[Enum.GetValues<ElementType>().Length];

    private LaneMemory(MethodInfo load, MethodInfo loadMasked, MethodInfo store, MethodInfo storeMasked)
    {
        (Load, LoadMasked, Store, StoreMasked) = (load, loadMasked, store, storeMasked);
    }

    private delegate Vector512<T> Loader<TMemory, T>(TMemory* address)
        where TMemory : unmanaged;

    private delegate Vector512<T> MaskedLoader<TMemory, TMask, T>(TMemory* address, Vector512<TMask> mask)
        where TMemory : unmanaged;

    private delegate void Storer<TMemory, T>(TMemory* address, Vector512<T> value)
        where TMemory : unmanaged;

    private delegate void MaskedStorer<TMemory, TMask, T>(TMemory* address, Vector512<TMask> mask, Vector512<T> value)
        where TMemory : unmanaged;

    private delegate Vector512<float> Gatherer(float* address, Vector512<int> indices);

    private delegate Vector512<float> EvenGatherer(float* address, int count);

    private delegate void Asker(byte* address);

    private delegate Vector512<float> NearGatherer(float* address, Vector512<int> indices, int count);

    private delegate Vector512<float> MaskedGatherer(float* address, Vector512<int> indices, Vector512<float> mask);

    public static MethodInfo Gather { get; } = new Gatherer(VectorMemory.Gather).Method;

    public static MethodInfo GatherMasked { get; } = new MaskedGatherer(VectorMemory.GatherMasked).Method;

    /// <summary>Takes an address, rising indices none of which is more than fifteen above the first, and how many of them count.</summary>
    public static MethodInfo GatherNear { get; } = new NearGatherer(VectorMemory.GatherNear).Method;

    /// <summary>Takes an address and how many lanes count.</summary>
    public static MethodInfo GatherEven { get; } = new EvenGatherer(VectorMemory.GatherEven).Method;

    public static MethodInfo GatherEvenMasked { get; } = new MaskedLoader<float, float, float>(VectorMemory.GatherEvenMasked).Method;

    /// <summary>Takes an address and a vector; nothing of it is kept in caches where that is possible.</summary>
    public static MethodInfo StorePastCaches { get; } = new Storer<float, float>(VectorMemory.StorePastCaches).Method;

    /// <summary>Makes what was stored past caches visible to whoever is told next.</summary>
    public static MethodInfo EndStores { get; } = new Action(VectorMemory.EndStores).Method;

    /// <summary>Takes an address that is going to be read.</summary>
    public static MethodInfo AskFor { get; } = new Asker(VectorMemory.AskFor).Method;

    public static MethodInfo FirstLanes { get; } = new Func<int, Vector512<float>>(VectorMemory.FirstLanes).Method;

    public static MethodInfo AnyLane { get; } = new Func<Vector512<float>, bool>(VectorMemory.AnyLane).Method;

    /// <summary>Takes an address.</summary>
    public MethodInfo Load { get; }

    /// <summary>Takes an address and a mask as wide as the lanes.</summary>
    public MethodInfo LoadMasked { get; }

    /// <summary>Takes an address and a vector.</summary>
    public MethodInfo Store { get; }

    /// <summary>Takes an address, a mask and a vector.</summary>
    public MethodInfo StoreMasked { get; }

    public static LaneMemory Of(ElementType element) => Known[(int)element] ??= element switch
    {
        ElementType.Float64 => new(
            new Loader<double, double>(Vector512.Load).Method,
            new MaskedLoader<double, double, double>(VectorMemory.LoadMasked).Method,
            new Storer<double, double>(StoreWhole).Method,
            new MaskedStorer<double, double, double>(VectorMemory.StoreMasked).Method),
        ElementType.Int => new(
            new Loader<long, long>(Vector512.Load).Method,
            new MaskedLoader<long, double, long>(VectorMemory.LoadMasked).Method,
            new Storer<long, long>(StoreWhole).Method,
            new MaskedStorer<long, double, long>(VectorMemory.StoreMasked).Method),
        ElementType.Bool => new(
            new Loader<byte, float>(VectorMemory.LoadBools).Method,
            new MaskedLoader<byte, float, float>(VectorMemory.LoadBoolsMasked).Method,
            new Storer<byte, float>(VectorMemory.StoreBools).Method,
            new MaskedStorer<byte, float, float>(VectorMemory.StoreBoolsMasked).Method),
        ElementType.Float16 => new(
            new Loader<ushort, float>(VectorHalf.LoadHalf).Method,
            new MaskedLoader<ushort, float, float>(VectorHalf.LoadHalfMasked).Method,
            new Storer<ushort, float>(VectorHalf.StoreHalf).Method,
            new MaskedStorer<ushort, float, float>(VectorHalf.StoreHalfMasked).Method),
        ElementType.BFloat16 => new(
            new Loader<ushort, float>(VectorHalf.LoadBFloat16).Method,
            new MaskedLoader<ushort, float, float>(VectorHalf.LoadBFloat16Masked).Method,
            new Storer<ushort, float>(VectorHalf.StoreBFloat16).Method,
            new MaskedStorer<ushort, float, float>(VectorHalf.StoreBFloat16Masked).Method),
        _ => new(
            new Loader<float, float>(Vector512.Load).Method,
            new MaskedLoader<float, float, float>(VectorMemory.LoadMasked).Method,
            new Storer<float, float>(StoreWhole).Method,
            new MaskedStorer<float, float, float>(VectorMemory.StoreMasked).Method),
    };

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void StoreWhole<T>(T* address, Vector512<T> value)
        where T : unmanaged => value.Store(address);
}
