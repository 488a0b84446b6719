using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>How the vectors of an element type are loaded and stored.</summary>
internal sealed unsafe class LaneMemory
{
    private static readonly LaneMemory?[] Known = new LaneMemory?[(int)ElementType.Bool + 1];

    private readonly MethodInfo? load;
    private readonly MethodInfo? store;
    private readonly MethodInfo loadMasked;
    private readonly MethodInfo storeMasked;
    private readonly LaneForm form;
    private readonly bool mergesMasked;

    // Without methods for it, whole vectors lie in memory as they are. A masked load that merges takes what the other lanes become after the mask.
    private LaneMemory(LaneForm form, MethodInfo? load, MethodInfo loadMasked, MethodInfo? store, MethodInfo storeMasked, bool mergesMasked = false)
    {
        (this.form, this.load, this.loadMasked, this.store, this.storeMasked, this.mergesMasked) = (form, load, loadMasked, store, storeMasked, mergesMasked);
    }

    private delegate Vector512<T> Loader<TMemory, T>(TMemory* address)
        where TMemory : unmanaged;

    private delegate Vector512<T> MaskedLoader<TMemory, TMask, T>(TMemory* address, Vector512<TMask> mask)
        where TMemory : unmanaged;

    private delegate Vector512<T> MergingLoader<T>(T* address, Vector512<T> mask, Vector512<T> rest)
        where T : unmanaged;

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

    public static LaneMemory Of(ElementType element) => Known[(int)element] ??= element switch
    {
        ElementType.Float64 when MachineVectors.Has512 => new(
            LaneForm.Double, null, new MergingLoader<double>(Avx512F.MaskLoad).Method, null, new MaskedStorer<double, double, double>(Avx512F.MaskStore).Method, mergesMasked: true),
        ElementType.Float64 => new(
            LaneForm.Double, null, new MaskedLoader<double, double, double>(VectorMemory.LoadMasked).Method, null, new MaskedStorer<double, double, double>(VectorMemory.StoreMasked).Method),
        ElementType.Int => new(
            LaneForm.Integer, null, new MaskedLoader<long, double, long>(VectorMemory.LoadMasked).Method, null, new MaskedStorer<long, double, long>(VectorMemory.StoreMasked).Method),
        ElementType.Bool => new(
            LaneForm.Mask,
            new Loader<byte, float>(VectorMemory.LoadBools).Method,
            new MaskedLoader<byte, float, float>(VectorMemory.LoadBoolsMasked).Method,
            new Storer<byte, float>(VectorMemory.StoreBools).Method,
            new MaskedStorer<byte, float, float>(VectorMemory.StoreBoolsMasked).Method),
        ElementType.Float16 => new(
            LaneForm.Single,
            new Loader<ushort, float>(VectorHalf.LoadHalf).Method,
            new MaskedLoader<ushort, float, float>(VectorHalf.LoadHalfMasked).Method,
            new Storer<ushort, float>(VectorHalf.StoreHalf).Method,
            new MaskedStorer<ushort, float, float>(VectorHalf.StoreHalfMasked).Method),
        ElementType.BFloat16 => new(
            LaneForm.Single,
            new Loader<ushort, float>(VectorHalf.LoadBFloat16).Method,
            new MaskedLoader<ushort, float, float>(VectorHalf.LoadBFloat16Masked).Method,
            new Storer<ushort, float>(VectorHalf.StoreBFloat16).Method,
            new MaskedStorer<ushort, float, float>(VectorHalf.StoreBFloat16Masked).Method),
        _ when MachineVectors.Has512 => new(
            LaneForm.Single, null, new MergingLoader<float>(Avx512F.MaskLoad).Method, null, new MaskedStorer<float, float, float>(Avx512F.MaskStore).Method, mergesMasked: true),
        _ => new(
            LaneForm.Single, null, new MaskedLoader<float, float, float>(VectorMemory.LoadMasked).Method, null, new MaskedStorer<float, float, float>(VectorMemory.StoreMasked).Method),
    };

    /// <summary>Loads a vector from the address on the stack.</summary>
    /// <param name="il">Receives the code.</param>
    /// <param name="isMasked">Whether a mask as wide as the lanes lies above the address.</param>
    public void EmitLoad(ILGenerator il, bool isMasked)
    {
        if (isMasked)
        {
            if (mergesMasked)
                EmitZero(il);
            il.Emit(OpCodes.Call, loadMasked);
        }
        else if (load is null)
        {
            VectorAccess.EmitLoad(il, form.VectorType);
        }
        else
        {
            il.Emit(OpCodes.Call, load);
        }
    }

    /// <summary>Takes an address and a vector from the stack.</summary>
    /// <param name="il">Receives the code.</param>
    /// <param name="isMasked">Whether a mask lies between them.</param>
    public void EmitStore(ILGenerator il, bool isMasked)
    {
        if (isMasked)
            il.Emit(OpCodes.Call, storeMasked);
        else if (store is null)
            VectorAccess.EmitStore(il, form.VectorType);
        else
            il.Emit(OpCodes.Call, store);
    }

    private void EmitZero(ILGenerator il)
    {
        if (form == LaneForm.Double)
            il.Emit(OpCodes.Ldc_R8, 0.0);
        else
            il.Emit(OpCodes.Ldc_R4, 0f);
        il.Emit(OpCodes.Call, form.Broadcast);
    }
}
