using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>One operand of a product: lines (rows or columns) by depth.</summary>
/// <param name="Name">What it is called in the text: left or right.</param>
/// <param name="Place">Its buffer and where it begins there.</param>
/// <param name="Lines">Loops over its lines.</param>
/// <param name="Depth">Loops that are summed over.</param>
/// <param name="Batches">Loops over the batch.</param>
/// <param name="LastDepth">How many terms the sums of the last batches have, which may be fewer than the others'.</param>
/// <param name="Stride">How far a loop moves through it.</param>
internal sealed record ProductOperand(
    string Name, ContractionOperand Place, LoopGroup Lines, LoopGroup Depth, LoopGroup Batches, long LastDepth, Func<ContractionLoop, long> Stride)
{
    /// <summary>The type of its elements as they are in a group's memory: codes have become single precision there.</summary>
    public ElementType Element => Place.HoldsCodes ? ElementType.Float32 : Place.Buffer.Element;

    /// <summary>Whether its elements are 16-bit floats, which are as they are until they are in registers to be multiplied.</summary>
    public bool IsHalf => Element is ElementType.Float16 or ElementType.BFloat16;

    /// <summary>The type of its elements in the device's memory.</summary>
    public string Stored => Place.HoldsCodes ? "u8" : CType.Of(Element).Stored;

    /// <summary>The type of its elements in a group's memory.</summary>
    public string Kept => IsHalf ? CType.Of(Element).Stored : CType.Of(Element).Computed;

    /// <summary>Bytes of an element in a group's memory.</summary>
    public int KeptBytes => IsHalf ? sizeof(ushort) : TiledProductRenderer.BytesOf(Element);

    /// <summary>Whether items side by side take one line, rather than one depth of neighbouring lines: whichever way they touch less memory, as the places of an image rather than the few of a window.</summary>
    public bool IsDepthFirst => Depth.Sectors(Stride, StoredBytes) <= Lines.Sectors(Stride, StoredBytes);

    private int StoredBytes => Place.HoldsCodes ? 1 : Place.Buffer.Element.ByteSize();

    /// <summary>Whether pieces of so many elements, in the direction in which it lies, are contiguous and begin at multiples of that count.</summary>
    public bool IsContiguousBy(int count)
    {
        var (along, other) = IsDepthFirst ? (Depth, Lines) : (Lines, Depth);
        return (!IsDepthFirst || LastDepth % count == 0) && along.IsContiguousBy(count, Stride) && Place.Offset % count == 0 && Place.Buffer.ElementCount % count == 0
            && other.Loops.Concat(Batches.Loops).All(loop => Stride(loop) % count == 0);
    }

    /// <summary>Whether all sums consist of whole pieces of so many terms.</summary>
    public bool HasWholePieces(int count) => Depth.Extent % count == 0 && LastDepth % count == 0;

    /// <summary>How far apart terms are that follow one another, where all are equally far; else null.</summary>
    public long? EvenDepth => Depth.EvenStride(Stride);

    /// <summary>The functions from lines, depths and batches to distances.</summary>
    public string Functions(string type) =>
        Lines.Function($"{Name}_line", type, Stride) + Depth.Function($"{Name}_depth", type, Stride) + Batches.Function($"{Name}_batch", type, Stride);
}
