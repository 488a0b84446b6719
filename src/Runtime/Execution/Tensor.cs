using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>
/// A dense row-major tensor in native memory aligned to 64 bytes, which it owns and frees when disposed. Ints are 64-bit, bools
/// one byte (0 or 1). A device may hold its elements too, or newer ones: they are fetched when somebody asks for them.
/// </summary>
public sealed unsafe class Tensor : IDisposable
{
    private readonly bool isOwner;
    private void* memory;
    private TensorMirror? mirror;

    /// <summary>A tensor of zeros.</summary>
    public Tensor(ElementType element, ImmutableArray<int> shape)
        : this(element, shape, null, isOwner: true)
    {
        var bytes = (nuint)Math.Max(ByteCount, 1);
        memory = AlignedMemory.Allocate(bytes);
        NativeMemory.Clear(memory, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    private Tensor(ElementType element, ImmutableArray<int> shape, void* memory, bool isOwner)
    {
        Element = element;
        Shape = shape;
        var count = 1L;
        foreach (var size in shape)
            count = checked(count * size);
        ElementCount = count;
        this.memory = memory;
        this.isOwner = isOwner;
    }

    ~Tensor() => Release();

    public ElementType Element { get; }

    public ImmutableArray<int> Shape { get; }

    public long ElementCount { get; }

    public long ByteCount => checked(ElementCount * Element.ByteSize());

    /// <summary>The address of the first element, to read and to write; the tensor must be kept alive while it is used, and asked anew once a device may have computed it.</summary>
    public nint Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory is null, this);
            if (mirror is not null)
                TakeBack(MirrorState.Behind);
            return (nint)memory;
        }
    }

    /// <summary>The same address where nothing is written, so that what a device holds stays good.</summary>
    internal nint AddressToRead
    {
        get
        {
            ObjectDisposedException.ThrowIf(memory is null, this);
            if (mirror is not null)
                TakeBack(MirrorState.Same);
            return (nint)memory;
        }
    }

    /// <summary>Where a device holds the elements; null where none does. An earlier place is left: what only it holds is lost.</summary>
    internal TensorMirror? Mirror
    {
        get => mirror;
        set
        {
            if (!ReferenceEquals(mirror, value))
                mirror?.Abandon();
            mirror = value;
        }
    }

    // Where everything is written anew, nothing needs to be fetched before.
    private nint AddressToFill
    {
        get
        {
            mirror?.State = MirrorState.Behind;
            return Address;
        }
    }

    /// <summary>A tensor with these elements, rounded to the element type.</summary>
    public static Tensor FromDoubles(ElementType element, ImmutableArray<int> shape, ReadOnlySpan<double> values)
    {
        var tensor = new Tensor(element, shape);
        if (values.Length != tensor.ElementCount)
            throw new ArgumentException($"{values.Length} values for {tensor.ElementCount} elements", nameof(values));
        for (var i = 0; i < values.Length; i++)
            tensor.SetDouble(i, values[i]);
        return tensor;
    }

    /// <summary>A tensor whose elements all have the same value, rounded to the element type.</summary>
    public static Tensor Filled(ElementType element, ImmutableArray<int> shape, double value)
    {
        var tensor = new Tensor(element, shape);
        if (BitConverter.DoubleToInt64Bits(value) == 0 || tensor.ElementCount == 0)
            return tensor;
        tensor.SetDouble(0, value);
        var bytes = (byte*)tensor.memory;
        for (long done = element.ByteSize(), total = tensor.ByteCount; done < total; done *= 2)
            Buffer.MemoryCopy(bytes, bytes + done, total - done, Math.Min(done, total - done));
        return tensor;
    }

    /// <summary>A scalar.</summary>
    public static Tensor FromScalar(ElementType element, double value) => FromDoubles(element, [], [value]);

    /// <summary>The elements; <typeparamref name="T"/> must have the element type's size.</summary>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        if (sizeof(T) != Element.ByteSize())
            throw new InvalidOperationException($"elements of {Element.Name()} are not {sizeof(T)} bytes long");
        return new Span<T>((void*)Address, checked((int)ElementCount));
    }

    /// <summary>One element, by row-major position, as a double.</summary>
    public double GetDouble(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)ElementCount, nameof(index));
        return ElementAccess.Read(AddressToRead, index, Element);
    }

    /// <summary>Sets one element, by row-major position, rounded to the element type.</summary>
    public void SetDouble(long index, double value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)ElementCount, nameof(index));
        ElementAccess.Write(Address, index, Element, value);
    }

    /// <summary>All elements as doubles.</summary>
    public double[] ToDoubles()
    {
        var values = new double[ElementCount];
        for (var i = 0L; i < values.LongLength; i++)
            values[i] = GetDouble(i);
        return values;
    }

    /// <summary>Copies the elements of a tensor of the same type and number of elements.</summary>
    public void CopyFrom(Tensor source)
    {
        if (source.Element != Element || source.ElementCount != ElementCount)
            throw new ArgumentException($"a tensor of {source.ElementCount} {source.Element.Name()} is copied to one of {ElementCount} {Element.Name()}", nameof(source));
        if (ReferenceEquals(source, this) || (source.mirror is { State: MirrorState.Ahead } ahead && ahead.TryCopyTo(this)))
            return;
        var from = source.AddressToRead;
        Buffer.MemoryCopy((void*)from, (void*)AddressToFill, ByteCount, ByteCount);
        GC.KeepAlive(source);
        GC.KeepAlive(this);
    }

    /// <summary>Makes all elements 0.</summary>
    public void Clear()
    {
        NativeMemory.Clear((void*)AddressToFill, (nuint)ByteCount);
        GC.KeepAlive(this);
    }

    /// <summary>A copy with memory of its own.</summary>
    public Tensor Copy()
    {
        var copy = new Tensor(Element, Shape);
        copy.CopyFrom(this);
        return copy;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    public override string ToString() => $"{Element.Name()}[{string.Join(", ", Shape)}]";

    /// <summary>A tensor whose elements are not defined, since a device will have them: its own memory is touched when somebody reads it here.</summary>
    internal static Tensor Undefined(ElementType element, ImmutableArray<int> shape)
    {
        var tensor = new Tensor(element, shape, null, isOwner: true);
        var bytes = (nuint)Math.Max(tensor.ByteCount, 1);
        tensor.memory = AlignedMemory.Allocate(bytes);
        GC.AddMemoryPressure((long)bytes);
        return tensor;
    }

    /// <summary>A tensor over memory that another object owns.</summary>
    internal static Tensor OverMemory(ElementType element, ImmutableArray<int> shape, nint address) =>
        new(element, shape, (void*)address, isOwner: false);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeBack(MirrorState state)
    {
        if (mirror!.State == MirrorState.Ahead)
            mirror.Fetch((nint)memory, ByteCount);
        else if (mirror.State == MirrorState.Behind)
            return;
        mirror.State = state;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Release()
    {
        mirror?.Abandon();
        mirror = null;
        var owned = memory;
        memory = null;
        if (owned is null || !isOwner)
            return;
        AlignedMemory.Free(owned);
        GC.RemoveMemoryPressure(Math.Max(ByteCount, 1));
    }
}
