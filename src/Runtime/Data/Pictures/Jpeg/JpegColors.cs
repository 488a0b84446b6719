namespace Dsl.Runtime.Data.Pictures.Jpeg;

/// <summary>Puts the planes of a JPEG picture together: brings those of fewer pixels to its size, and turns differences of colour into colours.</summary>
/// <remarks>Source: ITU-T T.871 (JFIF), for where pixels lie and the matrix of colours.</remarks>
internal static class JpegColors
{
    private const int Half = 1 << 15;

    /// <summary>The picture that planes make.</summary>
    /// <param name="frame">The size.</param>
    /// <param name="planes">The pixels of each component, in whole blocks.</param>
    public static Picture Merge(JpegFrame frame, byte[][] planes)
    {
        var picture = Picture.Empty(frame.Width, frame.Height, planes.Length);
        var row = new byte[planes.Length][];
        for (var c = 0; c < planes.Length; c++)
            row[c] = new byte[frame.Width];
        for (var y = 0; y < frame.Height; y++)
        {
            for (var c = 0; c < planes.Length; c++)
                ReadRow(frame, frame.Components[c], planes[c], y, row[c]);
            var target = picture.Samples.AsSpan(y * frame.Width * planes.Length, frame.Width * planes.Length);
            if (planes.Length == 1)
                row[0].CopyTo(target);
            else if (frame.HasDifferences)
                WriteDifferences(row, target);
            else
                WriteColors(row, target);
        }

        return picture;
    }

    // A pixel between those of a smaller plane is their mean, the nearer one counting more.
    private static void ReadRow(JpegFrame frame, JpegComponent component, byte[] plane, int y, byte[] target)
    {
        var (columns, rows) = (frame.ColumnsOf(component), frame.RowsOf(component));
        var stride = component.Stride * 8;
        var (top, bottom, downWeight) = Neighbours(y, component.Down, frame.MostDown, rows);
        ReadOnlySpan<byte> upper = plane.AsSpan(top * stride, columns);
        ReadOnlySpan<byte> lower = plane.AsSpan(bottom * stride, columns);
        if (component.Across == frame.MostAcross && downWeight == 0)
        {
            upper[..target.Length].CopyTo(target);
            return;
        }

        var (downWhole, acrossWhole) = (2 * frame.MostDown, 2 * frame.MostAcross);
        var whole = downWhole * acrossWhole;
        for (var x = 0; x < target.Length; x++)
        {
            var (left, right, weight) = Neighbours(x, component.Across, frame.MostAcross, columns);
            var above = (upper[left] * (acrossWhole - weight)) + (upper[right] * weight);
            var below = (lower[left] * (acrossWhole - weight)) + (lower[right] * weight);
            target[x] = (byte)(((above * (downWhole - downWeight)) + (below * downWeight) + (whole / 2)) / whole);
        }
    }

    // The pixels of a smaller plane on both sides of a pixel, and how much of twice the larger factor the second one counts.
    private static (int First, int Second, int Weight) Neighbours(int at, int factor, int most, int count)
    {
        var place = (((2 * at) + 1) * factor) - most;
        var first = place < 0 ? -1 : place / (2 * most);
        return (Math.Clamp(first, 0, count - 1), Math.Clamp(first + 1, 0, count - 1), place - (first * 2 * most));
    }

    private static void WriteColors(byte[][] row, Span<byte> target)
    {
        for (var x = 0; x < row[0].Length; x++)
            (target[3 * x], target[(3 * x) + 1], target[(3 * x) + 2]) = (row[0][x], row[1][x], row[2][x]);
    }

    // Numbers of 16 bits behind the point: 1.402, 0.344136, 0.714136, 1.772.
    private static void WriteDifferences(byte[][] row, Span<byte> target)
    {
        for (var x = 0; x < row[0].Length; x++)
        {
            var (light, blue, red) = ((row[0][x] << 16) + Half, row[1][x] - 128, row[2][x] - 128);
            target[3 * x] = Bounded((light + (91881 * red)) >> 16);
            target[(3 * x) + 1] = Bounded((light - (22554 * blue) - (46802 * red)) >> 16);
            target[(3 * x) + 2] = Bounded((light + (116130 * blue)) >> 16);
        }
    }

    private static byte Bounded(int value) => (byte)Math.Clamp(value, 0, 255);
}
