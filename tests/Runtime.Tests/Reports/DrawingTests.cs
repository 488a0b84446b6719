using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Reports;

public sealed class DrawingTests
{
    private static readonly DisplayCapabilities colored = new(80, 60, HasUnicode: true, ColorDepth.TrueColor);
    private static readonly double[] strange = [0, -1, 1, 0.5, 1e-30, 1e30, double.MaxValue, -double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Fact]
    public void No_line_is_wider_than_the_window_whatever_is_drawn()
    {
        Prop.ForAll(Drawings().ToArbitrary(), static drawing =>
        {
            using var tensor = drawing.Make();
            foreach (var line in AllDrawings(tensor, drawing.Display))
            {
                var text = WithoutCodes(line);
                Assert.True(text.Length <= drawing.Display.Width, $"{text.Length} columns of {drawing.Display.Width}: {text}");
                Assert.All(text, static c => Assert.False(char.IsControl(c)));
                if (drawing.Display.Colors == ColorDepth.None || !drawing.Display.HasUnicode)
                    Assert.Equal(text, line);
                if (!drawing.Display.HasUnicode)
                    Assert.All(text, static c => Assert.True(c < 128));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20261122, 7));
    }

    [Fact]
    public void A_description_says_type_range_and_what_is_not_finite()
    {
        Assert.Equal("f32[2, 3] -1 .. 1.5 .. 4 (2 NaN, 1 inf)", Describe([2, 3], -1, 4, double.NaN, double.NaN, double.PositiveInfinity, 1.5));
        Assert.Equal("f32[2] (2 NaN)", Describe([2], double.NaN, double.NaN));
        Assert.Equal("f32[0, 3] (empty)", Describe([0, 3]));
        Assert.Equal("f32 2.5", Describe([], 2.5));
        using var truths = Tensor.FromDoubles(ElementType.Bool, [3], [1, 0, 1]);
        Assert.Equal(["bool[3] true: 2 of 3"], TensorDescription.Describe(truths, DisplayCapabilities.Plain(80)).AsEnumerable());
        using var large = Tensor.FromDoubles(ElementType.Float64, [2], [double.MaxValue, double.MaxValue]);
        Assert.Equal(double.MaxValue, TensorStatistics.Of(large).Mean);
    }

    [Fact]
    public void A_table_shows_the_edges_of_what_does_not_fit()
    {
        using var wide = Count([20, 50]);
        var lines = TensorTable.Draw(wide, DisplayCapabilities.Plain(30));
        Assert.Equal(9, lines.Length);
        Assert.StartsWith("  0    1 ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" 49", lines[0], StringComparison.Ordinal);
        Assert.Contains("  ...  ", lines[0], StringComparison.Ordinal);
        Assert.Equal("...", lines[4]);
        Assert.EndsWith(" 999", lines[8], StringComparison.Ordinal);
        using var several = Count([5, 2, 2]);
        Assert.Equal(
            ["[0, :, :]:", "0  1", "2  3", "[1, :, :]:", "4  5", "6  7", "...", "[4, :, :]:", "16  17", "18  19"],
            TensorTable.Draw(several, DisplayCapabilities.Plain(30)).AsEnumerable());
    }

    [Fact]
    public void Half_blocks_hold_two_rows_a_line_in_greys_or_in_two_colours()
    {
        using var image = Tensor.FromDoubles(ElementType.Float32, [17, 2], [.. Enumerable.Range(0, 34).Select(static i => i % 2 == 0 ? 0.0 : 1.0)]);
        var lines = MatrixPicture.Draw(image, colored);
        Assert.Equal(9, lines.Length);
        Assert.Equal("\u001b[38;2;0;0;0m\u001b[48;2;0;0;0m▀\u001b[38;2;255;255;255m\u001b[48;2;255;255;255m▀\u001b[0m", lines[0]);
        Assert.Equal("\u001b[38;2;0;0;0m▀\u001b[38;2;255;255;255m▀\u001b[0m", lines[8]);
        Assert.StartsWith("\u001b[38;5;16m\u001b[48;5;16m▀\u001b[38;5;231m", MatrixPicture.Draw(image, colored with { Colors = ColorDepth.Indexed })[0], StringComparison.Ordinal);
        using var weights = Tensor.FromDoubles(ElementType.Float32, [1, 2], [-1, 1]);
        var signed = Assert.Single(MatrixPicture.Draw(weights, colored));
        Assert.Contains("38;2;70;130;255m", signed, StringComparison.Ordinal);
        Assert.Contains("38;2;255;90;50m", signed, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_pictures_stand_side_by_side_with_one_scale()
    {
        using var stack = Tensor.FromDoubles(ElementType.Float32, [3, 1, 2], [0, 1, 2, 3, 8, 9]);
        Assert.Equal(["  ..  ::--  %%@@"], MatrixPicture.Draw(stack, DisplayCapabilities.Plain(20), (1, 2)).AsEnumerable());
        using var images = new Tensor(ElementType.Float32, [8, 784]);
        Assert.Equal((14 * 4) + 3, MatrixPicture.Draw(images, colored).Length);
        using var many = new Tensor(ElementType.Float32, [100, 28, 28]);
        Assert.Equal("(and 92 more)", MatrixPicture.Draw(many, colored)[^1]);
        using var scores = new Tensor(ElementType.Float32, [64, 64]);
        Assert.Equal(32, MatrixPicture.Draw(scores, colored).Length);
    }

    [Fact]
    public void Bars_of_a_histogram_are_as_high_as_their_counts()
    {
        using var values = Tensor.FromDoubles(ElementType.Float64, [7], [0, 0, 0, 0, 1, 1, double.NaN]);
        var lines = HistogramPlot.Draw(values, "x", 2, DisplayCapabilities.Plain(23), new ChartOptions(Title: "counts", XLabel: "value"));
        Assert.Equal("        counts", lines[0]);
        var bars = lines.Skip(1).Take(12).Select(static line => line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..]).ToArray();
        Assert.Equal(12, bars.Count(static line => line.StartsWith('#')));
        Assert.Equal(6, bars.Count(static line => line.Length > 12 && line[12] == '#'));
        Assert.Contains("0     value     1", lines[14], StringComparison.Ordinal);
        Assert.Equal(["(1 left out: not", "finite)"], lines.TakeLast(2).Select(static line => line.Trim()));
        var braille = HistogramPlot.Draw(values, "x", 2, colored);
        Assert.Contains('⣿', braille[0]);
    }

    [Fact]
    public void On_a_logarithmic_scale_equal_factors_are_equal_distances()
    {
        var lines = CurvePlot.Draw([("loss", [1000, 100, 10, 1, 0])], DisplayCapabilities.Plain(60), new ChartOptions(XLabel: "epoch", IsLogarithmic: true));
        Assert.StartsWith("1000 |", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("   1 |", lines[11], StringComparison.Ordinal);
        Assert.Contains("epoch", lines[13], StringComparison.Ordinal);
        Assert.Equal("(1 left out: not finite, or not above 0)", lines[^1].Trim());
    }

    private static IEnumerable<string> AllDrawings(Tensor tensor, DisplayCapabilities display)
    {
        var options = new ChartOptions("a title\u0007 which may be wider than it should", "along", "upwards", IsLogarithmic: tensor.ElementCount % 2 == 0);
        return
        [
            .. ValuePicture.Draw(tensor, display), .. ValuePicture.Draw(tensor, display, isTable: true), .. MatrixPicture.Draw(tensor, display),
            .. CurvePlot.Draw([("first", tensor.ToDoubles()), ("second", [1, 2])], display, options), .. CurvePlot.Draw([("only", tensor.ToDoubles())], display),
            .. HistogramPlot.Draw(tensor, "values", 7, display, options), .. HistogramPlot.Draw(tensor, "values", 1000, display),
        ];
    }

    private static Gen<Drawing> Drawings() =>
        from rank in Gen.Choose(0, 5)
        from sizes in Gen.OneOf(Gen.Choose(0, 7), Gen.Elements(1, 28, 90)).ArrayOf(rank)
        where sizes.Aggregate(1L, static (product, size) => product * size) < 20_000
        from element in Gen.Elements(ElementType.Float32, ElementType.Float64, ElementType.Int, ElementType.Bool)
        from kind in Gen.Choose(0, 3)
        from seed in Gen.Choose(0, 1_000_000)
        from width in Gen.Choose(20, 200)
        from height in Gen.Choose(10, 60)
        from unicode in Gen.Elements(true, false)
        from colors in Gen.Elements(ColorDepth.None, ColorDepth.Indexed, ColorDepth.TrueColor)
        select new Drawing([.. sizes], element, kind, seed, new DisplayCapabilities(width, height, unicode, colors));

    private static string WithoutCodes(string line) => Regex.Replace(line, "\u001b\\[[0-9;]*m", string.Empty);

    private static string Describe(int[] shape, params double[] values)
    {
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [.. shape], values);
        return Assert.Single(TensorDescription.Describe(tensor, DisplayCapabilities.Plain(80)));
    }

    private static Tensor Count(int[] shape)
    {
        var tensor = new Tensor(ElementType.Int, [.. shape]);
        for (var i = 0; i < tensor.ElementCount; i++)
            tensor.SetDouble(i, i);
        return tensor;
    }

    private sealed record Drawing(ImmutableArray<int> Shape, ElementType Element, int Kind, int Seed, DisplayCapabilities Display)
    {
        public Tensor Make()
        {
            var random = new System.Random(Seed);
            var tensor = new Tensor(Element, Shape);
            for (var i = 0; i < tensor.ElementCount; i++)
            {
                tensor.SetDouble(i, (Element, Kind) switch
                {
                    (ElementType.Bool, _) => random.Next(2),
                    (ElementType.Int, 0) => random.Next(-5, 5),
                    (ElementType.Int, _) => random.NextInt64(-1L << 60, 1L << 60),
                    (_, 0) => random.NextDouble() - 0.5,
                    (_, 1) => Seed,
                    (_, 2) => double.NaN,
                    _ => strange[random.Next(strange.Length)],
                });
            }

            return tensor;
        }
    }
}
