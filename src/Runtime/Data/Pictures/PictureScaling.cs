namespace Dsl.Runtime.Data.Pictures;

/// <summary>Brings a picture to another size: each new pixel is the mean of what it covers.</summary>
internal static class PictureScaling
{
    /// <summary>Writes the planes of a picture one after another, in another size where it has not this one.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="hasColor">Whether the result has three channels.</param>
    /// <param name="target">The result.</param>
    public static void Write(Picture picture, int width, int height, bool hasColor, Span<byte> target)
    {
        var size = width * height;
        if (!hasColor)
        {
            WritePlane(picture.Channels == 1 ? picture : Grey(picture), 0, width, height, target[..size]);
            return;
        }

        for (var c = 0; c < 3; c++)
            WritePlane(picture, picture.Channels == 1 ? 0 : c, width, height, target.Slice(c * size, size));
    }

    // How bright a colour looks, by ITU-R BT.601, in 16 bits behind the point.
    private static Picture Grey(Picture picture)
    {
        var grey = Picture.Empty(picture.Width, picture.Height, 1);
        var colors = picture.Samples;
        for (var i = 0; i < grey.Samples.Length; i++)
            grey.Samples[i] = (byte)(((colors[3 * i] * 19595) + (colors[(3 * i) + 1] * 38470) + (colors[(3 * i) + 2] * 7471) + 0x8000) >> 16);
        return grey;
    }

    private static void WritePlane(Picture picture, int channel, int width, int height, Span<byte> target)
    {
        if (picture.Width == width && picture.Height == height)
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = picture.Samples[(i * picture.Channels) + channel];
            return;
        }

        // In units of an old pixel divided by the new size, new pixels are as long as the old size, and everything is a whole number.
        var across = new long[width];
        var sums = new long[width];
        var (row, whole) = (0, (long)picture.Width * picture.Height);
        for (var y = 0; y < picture.Height; y++)
        {
            AddAcross(picture, y, channel, across);
            for (var left = height; left > 0;)
            {
                var end = (long)(row + 1) * picture.Height;
                var begin = ((long)(y + 1) * height) - left;
                var covered = (int)Math.Min(left, end - begin);
                for (var x = 0; x < width; x++)
                    sums[x] += across[x] * covered;
                left -= covered;
                if (begin + covered < end)
                    continue;
                for (var x = 0; x < width; x++)
                    target[(row * width) + x] = (byte)((sums[x] + (whole / 2)) / whole);
                Array.Clear(sums);
                row++;
            }
        }
    }

    private static void AddAcross(Picture picture, int y, int channel, Span<long> across)
    {
        across.Clear();
        var column = 0;
        var first = y * picture.Width;
        for (var x = 0; x < picture.Width; x++)
        {
            var sample = picture.Samples[((first + x) * picture.Channels) + channel];
            for (var left = across.Length; left > 0;)
            {
                var end = (long)(column + 1) * picture.Width;
                var begin = ((long)(x + 1) * across.Length) - left;
                var covered = (int)Math.Min(left, end - begin);
                across[column] += sample * covered;
                left -= covered;
                if (begin + covered == end)
                    column++;
            }
        }
    }
}
