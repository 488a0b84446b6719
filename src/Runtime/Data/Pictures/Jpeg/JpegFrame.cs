using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>The size of a JPEG picture and its planes.</summary>
/// <param name="Width">Columns of pixels.</param>
/// <param name="Height">Rows of pixels.</param>
/// <param name="IsProgressive">Whether coefficients come in several scans.</param>
/// <param name="Components">Its planes.</param>
internal sealed record JpegFrame(int Width, int Height, bool IsProgressive, ImmutableArray<JpegComponent> Components)
{
    private const int Fixed = 6;

    /// <summary>The most blocks across in a unit of any plane.</summary>
    public int MostAcross { get; } = Components.Max(static component => component.Across);

    /// <summary>The most blocks down in a unit of any plane.</summary>
    public int MostDown { get; } = Components.Max(static component => component.Down);

    /// <summary>Units of a scan of several planes, across.</summary>
    public int UnitsAcross => Quotient(Width, 8 * MostAcross);

    /// <summary>Units of a scan of several planes, down.</summary>
    public int UnitsDown => Quotient(Height, 8 * MostDown);

    /// <summary>Whether its planes are brightness and differences of colour; else red, green and blue.</summary>
    public bool HasDifferences { get; init; } = true;

    /// <summary>Columns of pixels of a plane.</summary>
    public int ColumnsOf(JpegComponent component) => Quotient(Width * component.Across, MostAcross);

    /// <summary>Rows of pixels of a plane.</summary>
    public int RowsOf(JpegComponent component) => Quotient(Height * component.Down, MostDown);

    /// <summary>Reads a frame, and takes memory for its coefficients.</summary>
    /// <param name="content">The segment.</param>
    /// <param name="marker">Which kind it is.</param>
    /// <param name="fileBytes">The length of the whole file.</param>
    /// <exception cref="InvalidDataException">There is no such frame, or it cannot be read.</exception>
    public static JpegFrame Read(ReadOnlySpan<byte> content, byte marker, int fileBytes)
    {
        if (marker is not (0xC0 or 0xC1 or 0xC2))
            throw new InvalidDataException($"it is packed in a way that is hardly used (marker {marker:X2}); expected a baseline or progressive JPEG");
        if (content.Length < Fixed || content.Length != Fixed + (3 * content[5]))
            throw new InvalidDataException("its frame has the wrong length; it is damaged");
        if (content[0] != 8)
            throw new InvalidDataException($"its pixels have {content[0]} bits; expected 8");
        if (content[5] is not (1 or 3))
            throw new InvalidDataException($"it has {content[5]} planes{(content[5] == 4 ? ", the colours of print" : "")}; expected grey or red, green and blue");
        var components = ImmutableArray.CreateBuilder<JpegComponent>();
        for (var at = Fixed; at < content.Length; at += 3)
        {
            var component = new JpegComponent(content[at], content[at + 1] >> 4, content[at + 1] & 15, content[at + 2]);
            if (component.Across is < 1 or > 4 || component.Down is < 1 or > 4 || component.Quantization > 3 || components.Any(other => other.Id == component.Id))
                throw new InvalidDataException("its planes are not those of a JPEG; it is damaged");
            components.Add(component);
        }

        // A single plane has no units of several blocks, whatever it says.
        if (components is [var only])
            components[0] = only with { Across = 1, Down = 1 };
        var frame = new JpegFrame(BinaryPrimitives.ReadUInt16BigEndian(content[3..]), BinaryPrimitives.ReadUInt16BigEndian(content[1..]), marker == 0xC2, components.ToImmutable());

        // The mean of each block takes a bit at least.
        if ((long)Quotient(frame.Width, 8 * frame.MostAcross) * Quotient(frame.Height, 8 * frame.MostDown) > 8L * fileBytes)
            throw new InvalidDataException($"it holds less than its {frame.Height} x {frame.Width} pixels; it is cut off");
        return frame with { Components = [.. frame.Components.Select(frame.WithBlocks)], HasDifferences = components is not [{ Id: 'R' }, { Id: 'G' }, { Id: 'B' }] };
    }

    private JpegComponent WithBlocks(JpegComponent component)
    {
        var (stride, rows) = (UnitsAcross * component.Across, UnitsDown * component.Down);
        return component with
        {
            Columns = Quotient(ColumnsOf(component), 8),
            Rows = Quotient(RowsOf(component), 8),
            Stride = stride,
            Coefficients = new short[(long)stride * rows * 64],
        };
    }

    private static int Quotient(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
