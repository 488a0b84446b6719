using Dsl.Language.Data.Pictures;

namespace Dsl.Runtime.Data.Pictures;

/// <summary>Decodes PGM and PPM, with numbers as text (P2, P3) or as bytes (P5, P6).</summary>
/// <remarks>Source: the manual pages pgm(5) and ppm(5) of Netpbm.</remarks>
internal static class NetpbmDecoder
{
    private const int LargestMaximum = 65535;

    public static Picture Decode(ReadOnlySpan<byte> bytes)
    {
        var position = 2;
        if (!NetpbmNumbers.TryRead(bytes, ref position, out var width) || !NetpbmNumbers.TryRead(bytes, ref position, out var height) || !NetpbmNumbers.TryRead(bytes, ref position, out var maximum))
            throw new InvalidDataException("its header ends before width, height and the largest value");
        if (maximum is < 1 or > LargestMaximum)
            throw new InvalidDataException($"its header claims {maximum} as the largest value; expected 1 to {LargestMaximum}");
        var channels = bytes[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        var isText = bytes[1] is (byte)'2' or (byte)'3';
        var size = maximum > byte.MaxValue ? 2 : 1;
        var count = (long)width * height * channels;

        // A number takes a digit and a blank at least, but for the last one.
        if (bytes.Length - position - 1 < (isText ? (2 * count) - 2 : count * size))
            throw new InvalidDataException($"it ends before all of its {height} x {width} pixels; it is cut off");
        var picture = Picture.Empty(width, height, channels);
        if (isText)
            ReadText(bytes, position, maximum, picture.Samples);
        else
            ReadBytes(bytes[(position + 1)..], size, maximum, picture.Samples);
        return picture;
    }

    private static void ReadText(ReadOnlySpan<byte> bytes, int position, int maximum, Span<byte> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            if (!NetpbmNumbers.TryRead(bytes, ref position, out var value))
                throw new InvalidDataException($"{(position < bytes.Length ? "there is no number where one is expected" : "it ends early")}, after {i} of {samples.Length} numbers");
            samples[i] = Scaled(value, maximum);
        }
    }

    private static void ReadBytes(ReadOnlySpan<byte> bytes, int size, int maximum, Span<byte> samples)
    {
        for (var i = 0; i < samples.Length; i++)
            samples[i] = Scaled(size == 1 ? bytes[i] : (bytes[2 * i] << 8) | bytes[(2 * i) + 1], maximum);
    }

    private static byte Scaled(int value, int maximum) => value <= maximum
        ? (byte)(((value * byte.MaxValue) + (maximum / 2)) / maximum)
        : throw new InvalidDataException($"it holds the value {value}, above the {maximum} that its header names as the largest");
}
