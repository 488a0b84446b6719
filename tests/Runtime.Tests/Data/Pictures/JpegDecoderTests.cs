using Dsl.Runtime.Data.Pictures;

namespace Dsl.Runtime.Tests.Data.Pictures;

public sealed class JpegDecoderTests
{
    public static TheoryData<string> Files => ["grey", "color", "progressive"];

    [Theory]
    [MemberData(nameof(Files))]
    public void PixelsAreThoseOfLibjpegButForRounding(string name)
    {
        var (file, expected) = Of(name);
        var picture = Decode(file);
        Assert.Equal((11, 9, expected.Length / 99), (picture.Width, picture.Height, picture.Channels));
        Assert.All(expected.Zip(picture.Samples), static pair => Assert.InRange(pair.Second, pair.First - 3, pair.First + 3));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void AFileThatIsCutOffIsTold(string name)
    {
        var (file, _) = Of(name);

        // Without its last marker, or its last byte of pixels, a file may still have all it needs.
        for (var length = 0; length < file.Length - 4; length++)
        {
            if (name != "progressive" || length < ScansBegin(file))
                Assert.NotNull(PictureDecoding.Decode(file.AsMemory(0, length), "a.jpg", out _));
        }
    }

    [Fact]
    public void WhatCannotBeReadIsTold()
    {
        var (file, _) = Of("color");
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        Assert.Contains("marker C9", Changed(frame + 1, 0xC9), StringComparison.Ordinal);
        Assert.Contains("12 bits", Changed(frame + 4, 12), StringComparison.Ordinal);
        Assert.Contains("cut off", Changed(frame + 5, 0xFF), StringComparison.Ordinal);
        Assert.Contains("at least one", Changed(frame + 6, 0), StringComparison.Ordinal);
        Assert.Contains("not there", Changed(frame + 12, 3), StringComparison.Ordinal);

        string Changed(int place, byte value)
        {
            var changed = file.ToArray();
            changed[place] = value;
            return PictureDecoding.Decode(changed, "a.jpg", out _)?.Message ?? "nothing";
        }
    }

    private static int ScansBegin(byte[] file) => file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 20;

    private static (byte[] File, byte[] Pixels) Of(string name) => name switch
    {
        "grey" => (JpegFiles.Grey, JpegFiles.GreyPixels),
        "color" => (JpegFiles.Color, JpegFiles.ColorPixels),
        _ => (JpegFiles.Progressive, JpegFiles.ProgressivePixels),
    };

    private static Picture Decode(byte[] file)
    {
        var failure = PictureDecoding.Decode(file, "a.jpg", out var picture);
        Assert.True(failure is null, failure?.Message);
        return picture!;
    }
}
