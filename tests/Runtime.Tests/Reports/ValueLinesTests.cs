using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Reports;

namespace Dsl.Runtime.Tests.Reports;

/// <summary>How values are shown to whoever asked for them.</summary>
public class ValueLinesTests
{
    private const long BeyondDoubles = (1L << 53) + 1;

    private static readonly DisplayCapabilities Window = DisplayCapabilities.Plain(80);

    [Fact]
    public void A_single_number_is_itself_and_a_short_list_stands_beside_its_type()
    {
        using var scalar = Tensor.FromScalar(ElementType.Float32, 2.5);
        using var list = Tensor.FromDoubles(ElementType.Float32, [3], [1, 2, 3]);
        using var row = Tensor.FromDoubles(ElementType.Float32, [1, 2], [1, 2]);
        Assert.Equal("2.5", Assert.Single(ValueLines.Draw(scalar, Window)));
        Assert.Equal("f32[3] [1, 2, 3]", Assert.Single(ValueLines.Draw(list, Window)));
        Assert.Equal("f32[1, 2] [[1, 2]]", Assert.Single(ValueLines.Draw(row, Window)));
    }

    [Fact]
    public void A_matrix_has_its_range_and_its_edges_in_a_small_window()
    {
        using var matrix = Tensor.FromDoubles(ElementType.Float32, [50, 40], [.. Enumerable.Range(0, 2000).Select(static i => i == 7 ? double.NaN : i * 0.5)]);
        foreach (var width in new[] { 20, 40, 80, 200 })
        {
            var lines = ValueLines.Draw(matrix, DisplayCapabilities.Plain(width));
            Assert.All(lines, line => Assert.True(line.Length <= width, line));
            Assert.True(lines.Length < 24, $"{lines.Length} lines");
        }

        Assert.Equal("f32[50, 40] 0 .. 500 .. 999.5 (1 NaN)", ValueLines.Draw(matrix, Window)[0]);
    }

    [Fact]
    public void Several_matrices_fit_into_a_window_of_24_lines()
    {
        using var tensor = new Tensor(ElementType.Float32, [10, 100, 100]);
        Assert.True(ValueLines.Draw(tensor, Window).Length < 24);
    }

    [Fact]
    public void Whole_numbers_have_all_their_digits()
    {
        using var numbers = new Tensor(ElementType.Int, [2, 2]);
        numbers.AsSpan<long>().Fill(BeyondDoubles);
        using var one = new Tensor(ElementType.Int, [1, 1]);
        one.AsSpan<long>().Fill(BeyondDoubles);
        Assert.Contains("9007199254740993  9007199254740993", ValueLines.Draw(numbers, Window));
        Assert.Equal("int[1, 1] 9007199254740993", Assert.Single(TensorDescription.Describe(one, Window)));
    }

    [Fact]
    public void An_empty_tensor_says_so()
    {
        using var empty = new Tensor(ElementType.Float32, [0, 3]);
        Assert.Equal("f32[0, 3] (empty)", Assert.Single(ValueLines.Draw(empty, Window)));
    }
}
