using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Tests.Reports;

public class FormattingTests
{
    [Theory]
    [InlineData(45, "45")]
    [InlineData(-0.0, "0")]
    [InlineData(0.9533, "0.9533")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(Math.PI, "3.14159")]
    [InlineData(Math.E * 1000, "2718.28")]
    [InlineData(1234567.89, "1234568")]
    [InlineData(0.000123456789, "0.000123457")]
    [InlineData(1.25e-5, "1.25e-5")]
    [InlineData(-1e-5, "-1e-5")]
    [InlineData(1e15, "1e15")]
    [InlineData(16777216, "16777216")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(0.9999999, "1")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Numbers_are_short_and_plain(double value, string expected) => Assert.Equal(expected, NumberFormatter.Format(value));

    [Theory]
    [InlineData(".3", 0.9666, "0.967")]
    [InlineData(".3", -0.0001, "0.000")]
    [InlineData(".0", 2.6, "3")]
    [InlineData(".1%", 0.9566, "95.7%")]
    [InlineData("%", 0.5, "50%")]
    [InlineData("8.2", 3.14159, "    3.14")]
    [InlineData(".2e", 12345, "1.23e4")]
    [InlineData(".2", double.NaN, "nan")]
    [InlineData("what", 0.5, "0.5")]
    public void Formats_fix_the_decimals(string format, double value, string expected) =>
        Assert.Equal(expected, NumberFormatter.Format(value, ElementType.Float64, format));

    [Fact]
    public void Small_tensors_stand_on_one_line()
    {
        Assert.Equal("[4, 6]", Write([2], 4, 6));
        Assert.Equal("[[1, 2], [3, 4.5]]", Write([2, 2], 1, 2, 3, 4.5));
        Assert.Equal("[]", Write([0]));
        Assert.Equal("7", Write([], 7));
        Assert.Equal("[true, false]", TensorFormatter.Format(Tensor.FromDoubles(ElementType.Bool, [2], [1, 0])));
        Assert.Equal("9007199254740993", TensorFormatter.Format(LongScalar(9007199254740993)));
        Assert.Equal("[0.500, 1.000]", TensorFormatter.Format(Tensor.FromDoubles(ElementType.Float32, [2], [0.5, 1]), ".3"));
    }

    [Fact]
    public void Rows_that_do_not_fit_on_a_line_are_aligned()
    {
        var values = Enumerable.Range(0, 24).Select(static i => i * 111.5).ToArray();
        Assert.Equal(
            """
            [[     0,  111.5,    223,  334.5,    446,  557.5,    669,  780.5],
             [   892, 1003.5,   1115, 1226.5,   1338, 1449.5,   1561, 1672.5],
             [  1784, 1895.5,   2007, 2118.5,   2230, 2341.5,   2453, 2564.5]]
            """,
            Write([3, 8], values));
    }

    [Fact]
    public void Large_tensors_show_their_edges_and_shape()
    {
        Assert.Equal(
            """
            [[   0,    1,    2, ...,   97,   98,   99],
             [ 100,  101,  102, ...,  197,  198,  199],
             [ 200,  201,  202, ...,  297,  298,  299],
             ...,
             [4700, 4701, 4702, ..., 4797, 4798, 4799],
             [4800, 4801, 4802, ..., 4897, 4898, 4899],
             [4900, 4901, 4902, ..., 4997, 4998, 4999]] of shape [50, 100]
            """,
            Write([50, 100], [.. Enumerable.Range(0, 5000).Select(static i => (double)i)]));
    }

    [Fact]
    public void Long_vectors_are_broken_into_lines()
    {
        var text = Write([60], [.. Enumerable.Range(0, 60).Select(static i => i + 0.25)]);
        Assert.All(text.Split('\n'), static line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(60, text.Split(',').Length);
    }

    [Fact]
    public void A_curve_falls_from_left_to_right()
    {
        var lines = CurvePlot.Draw([("loss", [4, 3, 2, 1, 0])], DisplayCapabilities.Plain(30));
        Assert.Equal("4 |**", lines[0].Trim());
        Assert.StartsWith("0 | ", lines[11].Trim(), StringComparison.Ordinal);
        Assert.EndsWith(" **", lines[11], StringComparison.Ordinal);
        Assert.EndsWith("* loss", lines[^1], StringComparison.Ordinal);
        var braille = CurvePlot.Draw([("loss", [4, 3, 2, 1, 0])], DisplayCapabilities.Plain(30) with { HasUnicode = true });
        Assert.Contains(braille[0], static c => c is > '\u2800' and <= '\u28FF');
    }

    [Fact]
    public void Curves_of_nothing_and_of_one_value_are_drawn_too()
    {
        Assert.Equal(["(nothing to plot)"], CurvePlot.Draw([("a", [])], DisplayCapabilities.Plain(40)).AsEnumerable());
        Assert.Equal(["(nothing to plot)"], CurvePlot.Draw([("a", [double.NaN])], DisplayCapabilities.Plain(40)).AsEnumerable());
        Assert.Contains(CurvePlot.Draw([("a", [5])], DisplayCapabilities.Plain(40)), static line => line.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_without_its_shape_is_shown_as_a_square()
    {
        using var image = new Tensor(ElementType.Float32, [784]);
        Assert.Equal(28, MatrixPicture.Draw(image, DisplayCapabilities.Plain(80)).Length);
        using var large = new Tensor(ElementType.Float32, [100_000, 3]);
        Assert.InRange(MatrixPicture.Draw(large, DisplayCapabilities.Plain(80)).Length, 1, 60);
    }

    private static string Write(int[] shape, params double[] values) => TensorFormatter.Format(Tensor.FromDoubles(ElementType.Float64, [.. shape], values));

    private static Tensor LongScalar(long value)
    {
        var tensor = new Tensor(ElementType.Int, []);
        tensor.AsSpan<long>()[0] = value;
        return tensor;
    }
}
