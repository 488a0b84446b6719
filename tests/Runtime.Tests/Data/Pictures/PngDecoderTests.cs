using System.Text;
using Dsl.Runtime.Data.Pictures;

namespace Dsl.Runtime.Tests.Data.Pictures;

public sealed class PngDecoderTests
{
    [Fact]
    public void TheChecksumIsThatOfTheStandard() => Assert.Equal(0xCBF43926, Crc32.Of(Encoding.ASCII.GetBytes("123456789")));

    [Theory]
    [InlineData(1, new byte[] { 0, 0b1010_0000 }, new byte[] { 255, 0, 255 })]
    [InlineData(2, new byte[] { 0, 0b0001_1000 }, new byte[] { 0, 85, 170 })]
    [InlineData(4, new byte[] { 0, 0x0F, 0x80 }, new byte[] { 0, 255, 136 })]
    [InlineData(8, new byte[] { 0, 1, 2, 3 }, new byte[] { 1, 2, 3 })]
    [InlineData(16, new byte[] { 0, 0, 128, 1, 1, 255, 255 }, new byte[] { 0, 1, 255 })]
    public void GreyOfEveryDepth(byte depth, byte[] row, byte[] expected) => Assert.Equal(expected, Decode(new PngBuilder(3, 1, depth, 0).With(row)).Samples);

    [Fact]
    public void Colours() => Assert.Equal([1, 2, 3, 4, 5, 6], Decode(new PngBuilder(2, 1, 8, 2).With(0, 1, 2, 3, 4, 5, 6)).Samples);

    [Fact]
    public void ColoursOfSixteenBits() => Assert.Equal([255, 0, 128], Decode(new PngBuilder(1, 1, 16, 2).With(0, 255, 255, 0, 0, 128, 128)).Samples);

    [Fact]
    public void IndicesOfAPalette() =>
        Assert.Equal([4, 5, 6, 1, 2, 3], Decode(new PngBuilder(2, 1, 4, 3).Chunk("PLTE", 1, 2, 3, 4, 5, 6).With(0, 0x10)).Samples);

    [Fact]
    public void WhatIsTransparentIsWhite()
    {
        Assert.Equal([255, 0, 128], Decode(new PngBuilder(3, 1, 8, 4).With(0, 0, 0, 0, 255, 1, 127)).Samples);
        Assert.Equal([255, 255, 255, 9, 8, 7], Decode(new PngBuilder(2, 1, 8, 6).With(0, 1, 2, 3, 0, 9, 8, 7, 255)).Samples);
        Assert.Equal([255, 6], Decode(new PngBuilder(2, 1, 8, 0).Chunk("tRNS", 0, 5).With(0, 5, 6)).Samples);
        Assert.Equal([255, 255, 255], Decode(new PngBuilder(1, 1, 8, 2).Chunk("tRNS", 0, 1, 0, 2, 0, 3).With(0, 1, 2, 3)).Samples);
        Assert.Equal([255, 255, 255, 4, 5, 6], Decode(new PngBuilder(2, 1, 8, 3).Chunk("PLTE", 1, 2, 3, 4, 5, 6).Chunk("tRNS", 0).With(0, 0, 1)).Samples);
    }

    [Fact]
    public void EveryFilter()
    {
        // Five rows of three pixels, each stored in another way: from nothing, the left, above, their mean, and the nearest.
        byte[] expected = [10, 20, 30, 11, 22, 33, 12, 24, 36, 13, 26, 39, 14, 28, 42];
        byte[] stored = [0, 10, 20, 30, 1, 11, 11, 11, 2, 1, 2, 3, 3, 13 - 6, 26 - 18, 39 - 31, 4, 1, 28 - 26, 42 - 39];
        Assert.Equal(expected, Decode(new PngBuilder(3, 5, 8, 0).With(stored)).Samples);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(8, 8)]
    [InlineData(13, 9)]
    public void InterlacedAsInOrder(int width, int height)
    {
        var pixels = Enumerable.Range(0, width * height).Select(static i => (byte)(i * 7)).ToArray();
        var rows = new List<byte>();
        foreach (var (left, top, across, down) in new[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) })
        {
            for (var y = top; y < height && left < width; y += down)
            {
                rows.Add(0);
                for (var x = left; x < width; x += across)
                    rows.Add(pixels[(y * width) + x]);
            }
        }

        Assert.Equal(pixels, Decode(new PngBuilder(width, height, 8, 0, isInterlaced: true).With([.. rows])).Samples);
    }

    [Fact]
    public void WhatIsDamagedIsTold()
    {
        var sound = new PngBuilder(3, 1, 8, 0).With(0, 1, 2, 3);
        for (var i = 8; i < sound.Length; i++)
        {
            var damaged = sound.ToArray();
            damaged[i] ^= 0x10;
            Assert.NotEmpty(Problem(damaged));
            Assert.NotEmpty(Problem(sound[..i]));
        }

        Assert.Contains("checksum of its chunk IDAT", Problem([.. sound[..^14], (byte)(sound[^14] ^ 1), .. sound[^13..]]), StringComparison.Ordinal);
        Assert.Contains("cut off", Problem(new PngBuilder(3, 2, 8, 0).With(0, 1, 2, 3)), StringComparison.Ordinal);
        Assert.Contains("stored in the way 5", Problem(new PngBuilder(3, 1, 8, 0).With(5, 1, 2, 3)), StringComparison.Ordinal);
        Assert.Contains("no colours", Problem(new PngBuilder(3, 1, 8, 3).With(0, 1, 2, 3)), StringComparison.Ordinal);
        Assert.Contains("the colour 2 of 1", Problem(new PngBuilder(1, 1, 8, 3).Chunk("PLTE", 1, 2, 3).With(0, 2)), StringComparison.Ordinal);
        Assert.Contains("which no PNG has", Problem(new PngBuilder(1, 1, 3, 0).With(0, 2)), StringComparison.Ordinal);
        Assert.Contains("unknown", Problem(new PngBuilder(1, 1, 8, 0).Chunk("ABCD").With(0, 2)), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatClaimsMoreThanItHoldsTakesNoMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("holds less than its 8000 x 8000 pixels", Problem(new PngBuilder(8000, 8000, 16, 6).With(0, 1, 2, 3)), StringComparison.Ordinal);
        Assert.Contains("expected at most", Problem(new PngBuilder(int.MaxValue, int.MaxValue, 8, 0).With(0, 1, 2, 3)), StringComparison.Ordinal);
        Assert.Contains("at least one", Problem(new PngBuilder(0, 5, 8, 0).With(0, 1, 2, 3)), StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    private static Picture Decode(byte[] file)
    {
        var failure = PictureDecoding.Decode(file, "a.png", out var picture);
        Assert.True(failure is null, failure?.Message);
        return picture!;
    }

    private static string Problem(byte[] file)
    {
        var failure = PictureDecoding.Decode(file, "a.png", out _);
        Assert.NotNull(failure);
        Assert.StartsWith("a.png: ", failure.Message, StringComparison.Ordinal);
        return failure.Message;
    }
}
