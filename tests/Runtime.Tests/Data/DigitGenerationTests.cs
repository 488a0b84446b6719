using System.Text;

namespace Dsl.Runtime.Tests.Data;

public sealed class DigitGenerationTests
{
    [Fact]
    public void EachDigitIsDrawnEquallyOftenAndInsideThePaper()
    {
        var digits = DataCalls.Call("digits", ("count", 500L)).Set;
        Assert.All(Enumerable.Range(0, 10), digit => Assert.Equal(50, digits.Integers("y").Count(label => label == digit)));
        var pixels = digits.Floats("x");
        Assert.All(pixels, static pixel => Assert.InRange(pixel, 0, 1));
        for (var row = 0; row < 500; row++)
        {
            var ink = pixels.AsSpan(row * 784, 784).ToArray().Count(static pixel => pixel > 0.5);
            Assert.InRange(ink, 10, 300);
        }
    }

    [Fact]
    public void TheSameSeedDrawsTheSameDigits()
    {
        static float[] Pixels(long seed) => DataCalls.Call("digits", ("count", 30L), ("seed", seed)).Set.Floats("x");
        Assert.Equal(Pixels(0), Pixels(0));
        Assert.NotEqual(Pixels(0), Pixels(1));
    }

    [Fact]
    public void MoreDigitsBeginWithTheSame() => Assert.Equal(
        DataCalls.Call("digits", ("count", 20L)).Set.Floats("x"),
        DataCalls.Call("digits", ("count", 40L)).Set.Floats("x")[..(20 * 784)]);

    [Fact]
    public void NoTwoDigitsAreAlikeButTheirMeansAreTellingApart()
    {
        // A nearest-mean classifier is right far more often than chance, yet makes mistakes: the digits vary as handwriting does.
        var pixels = DataCalls.Call("digits", ("count", 1000L)).Set.Floats("x");
        var means = new double[10, 784];
        for (var row = 0; row < 800; row++)
        {
            for (var i = 0; i < 784; i++)
                means[row % 10, i] += pixels[(row * 784) + i] / 80;
        }

        var right = Enumerable.Range(800, 200).Count(row => Enumerable.Range(0, 10).MinBy(digit =>
            Enumerable.Range(0, 784).Sum(i => Math.Pow(pixels[(row * 784) + i] - means[digit, i], 2))) == row % 10);
        Assert.InRange(right, 100, 190);
    }

    [Fact]
    public void DigitsAreReadableByEye()
    {
        // Writes a sheet to look at; the check is that each has a stroke darker than the paper around it.
        var pixels = DataCalls.Call("digits", ("count", 20L)).Set.Floats("x");
        var sheet = new StringBuilder();
        for (var row = 0; row < 20; row++)
        {
            for (var y = 0; y < 28; y++)
            {
                for (var x = 0; x < 28; x++)
                    sheet.Append(" .:-=+*#%@"[Math.Min(9, (int)(10 * pixels[(row * 784) + (28 * y) + x]))]);
                sheet.Append('\n');
            }
        }

        var path = Path.Combine(Path.GetTempPath(), "nn-digits.txt");
        File.WriteAllText(path, sheet.ToString());
        Assert.Equal(20, sheet.ToString().Split('\n').Chunk(28).Count(static digit => digit.Any(static line => line.Contains('@') || line.Contains('%') || line.Contains('#'))));
    }
}
