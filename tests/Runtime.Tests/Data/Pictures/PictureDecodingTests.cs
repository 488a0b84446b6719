using System.Text;
using Dsl.Runtime.Data.Pictures;

namespace Dsl.Runtime.Tests.Data.Pictures;

/// <summary>Formats other than PNG. The JPEG files are of 16 x 16 pixels or less; what they become was compared with libjpeg once.</summary>
public sealed class PictureDecodingTests
{
    [Theory]
    [InlineData("P2\n# a comment\n3 1 9\n0 3 9\n", new byte[] { 0, 85, 255 })]
    [InlineData("P2 3 1 65535 0 32768 65535", new byte[] { 0, 128, 255 })]
    [InlineData("P3 1 1 255 1 2 3", new byte[] { 1, 2, 3 })]
    [InlineData("P5 3 1 255\nABC", new byte[] { 65, 66, 67 })]
    [InlineData("P5#x\n1 1 65535\n\u007F\u007F", new byte[] { 127 })]
    [InlineData("P6\n1 1\n255\nABC", new byte[] { 65, 66, 67 })]
    public void Netpbm(string file, byte[] expected) => Assert.Equal(expected, Decode(Encoding.Latin1.GetBytes(file)).Samples);

    [Theory]
    [InlineData("P2 3 1", "header")]
    [InlineData("P2 3 1 9 0 3", "cut off")]
    [InlineData("P2 3 1 9 0 3 x  ", "no number")]
    [InlineData("P2 3 1 9 0 3 10", "above the 9")]
    [InlineData("P5 3 1 255\nAB", "cut off")]
    [InlineData("P5 3 1 70000\nABC", "largest value")]
    [InlineData("P5 99999 99999 255\nABC", "at most")]
    [InlineData("P5 99999999999 1 255\nABC", "header")]
    [InlineData("P4 8 1\nA", "no picture")]
    [InlineData("GIF89a", "GIF")]
    [InlineData("", "empty")]
    public void WhatIsWrongIsTold(string file, string because) => Assert.Contains(because, Problem(Encoding.Latin1.GetBytes(file)), StringComparison.Ordinal);

    [Fact]
    public void BitmapsOfEveryDepth()
    {
        // The lowest row comes first, and rows are of whole words.
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10], Decode(Bitmap(2, 2, 24, [], 7, 8, 9, 10, 11, 12, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0)).Samples);
        Assert.Equal([3, 2, 1, 6, 5, 4], Decode(Bitmap(1, -2, 32, [], 1, 2, 3, 0, 4, 5, 6, 0)).Samples);
        Assert.Equal([9, 200], Decode(Bitmap(2, 1, 8, [200, 200, 200, 0, 9, 9, 9, 0], 1, 0, 0, 0)).Samples);
        Assert.Equal([3, 2, 1, 6, 5, 4], Decode(Bitmap(2, 1, 4, [1, 2, 3, 0, 4, 5, 6, 0], 0x01, 0, 0, 0)).Samples);
        Assert.Equal([6, 5, 4, 3, 2, 1], Decode(Bitmap(2, 1, 1, [1, 2, 3, 0, 4, 5, 6, 0], 0x80, 0, 0, 0)).Samples);
    }

    [Fact]
    public void DamagedBitmapsAreTold()
    {
        var sound = Bitmap(2, 2, 24, [], 7, 8, 9, 10, 11, 12, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0);
        for (var length = 0; length < sound.Length; length++)
            Assert.NotEmpty(Problem(sound[..length]));
        Assert.Contains("the colour 3 of 2", Problem(Bitmap(2, 1, 8, [0, 0, 0, 0, 9, 9, 9, 0], 1, 3, 0, 0)), StringComparison.Ordinal);
        Assert.Contains("16 bits", Problem(Bitmap(2, 1, 16, [], 1, 3, 0, 0)), StringComparison.Ordinal);
        var packed = Bitmap(2, 1, 8, [0, 0, 0, 0, 9, 9, 9, 0], 1, 1, 0, 0);
        packed[30] = 1;
        Assert.Contains("packed", Problem(packed), StringComparison.Ordinal);
    }

    [Fact]
    public void NoBytesAtAllEndTheProgram()
    {
        var seeds = new[]
        {
            new PngBuilder(5, 4, 8, 2, isInterlaced: true).With(new byte[60]), Bitmap(2, 1, 4, [1, 2, 3, 0, 4, 5, 6, 0], 0x01, 0, 0, 0), Encoding.ASCII.GetBytes("P3 2 1 9 1 2 3 4 5 6"),
            JpegFiles.Grey, JpegFiles.Color, JpegFiles.Progressive,
        };
        var random = new Random(1);
        foreach (var seed in seeds)
        {
            for (var i = 0; i < 3000; i++)
            {
                var file = seed[..(i % 3 == 0 ? random.Next(seed.Length + 1) : seed.Length)];
                for (var changes = random.Next(4); changes > 0 && file.Length > 0; changes--)
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                PictureDecoding.Decode(file, "a", out _);
            }
        }
    }

    internal static byte[] Bitmap(int width, int height, byte bits, byte[] palette, params byte[] pixels)
    {
        var file = new byte[54];
        (file[0], file[1], file[10], file[14], file[26], file[28], file[46]) = ((byte)'B', (byte)'M', (byte)(54 + palette.Length), 40, 1, bits, (byte)(palette.Length / 4));
        BitConverter.TryWriteBytes(file.AsSpan(18), width);
        BitConverter.TryWriteBytes(file.AsSpan(22), height);
        return [.. file, .. palette, .. pixels];
    }

    private static Picture Decode(byte[] file)
    {
        var failure = PictureDecoding.Decode(file, "a", out var picture);
        Assert.True(failure is null, failure?.Message);
        return picture!;
    }

    private static string Problem(byte[] file)
    {
        var failure = PictureDecoding.Decode(file, "a", out _);
        Assert.NotNull(failure);
        return failure.Message;
    }
}
