using Dsl.Runtime.Data.Pictures;

namespace Dsl.Runtime.Tests.Data.Pictures;

public sealed class PictureScalingTests
{
    [Fact]
    public void ANewPixelIsTheMeanOfWhatItCovers()
    {
        var picture = new Picture(3, 2, 1, [0, 90, 180, 30, 60, 90]);
        Assert.Equal([75], Scaled(picture, 1, 1));

        // Two pixels across cover one and a half each.
        Assert.Equal([30, 150, 40, 80], Scaled(picture, 2, 2));
        Assert.Equal([0, 0, 90, 90, 180, 180, 30, 30, 60, 60, 90, 90], Scaled(picture, 6, 2));
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(2, 9)]
    [InlineData(64, 1)]
    public void WhiteStaysWhite(int width, int height) =>
        Assert.All(Scaled(new Picture(5, 4, 1, [.. Enumerable.Repeat((byte)255, 20)]), width, height), static sample => Assert.Equal(255, sample));

    [Fact]
    public void ColoursBecomeGreyAndGreyBecomesColours()
    {
        var colors = new Picture(2, 1, 3, [255, 0, 0, 10, 10, 10]);
        Assert.Equal([76, 10], Scaled(colors, 2, 1));
        var planes = new byte[6];
        PictureScaling.Write(colors, 2, 1, hasColor: true, planes);
        Assert.Equal([255, 10, 0, 10, 0, 10], planes);
        PictureScaling.Write(new Picture(2, 1, 1, [7, 8]), 2, 1, hasColor: true, planes);
        Assert.Equal([7, 8, 7, 8, 7, 8], planes);
    }

    private static byte[] Scaled(Picture picture, int width, int height)
    {
        var target = new byte[width * height];
        PictureScaling.Write(picture, width, height, hasColor: false, target);
        return target;
    }
}
