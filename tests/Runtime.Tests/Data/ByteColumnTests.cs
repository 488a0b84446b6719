using Dsl.Language.Types;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

/// <summary>Columns of bytes as numbers.</summary>
public sealed class ByteColumnTests
{
    private static readonly byte[] Values = [.. Enumerable.Range(0, 3 * 263).Select(static i => (byte)i)];

    /// <summary>Every byte, at every place of a vector and behind the last whole one.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(23)]
    [InlineData(263)]
    public void A_fraction_is_what_a_division_gives(int length)
    {
        var rows = Values.Length / length;
        var column = new ByteColumn(Values, ElementType.Float32, [length], rows);
        var found = new float[rows * length];
        column.CopyRows([.. Enumerable.Range(0, rows).Reverse()], found);
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < length; i++)
                Assert.Equal(Values[((rows - 1 - row) * length) + i] / 255f, found[(row * length) + i]);
        }
    }

    [Fact]
    public void Counts_are_the_bytes_themselves()
    {
        var column = new ByteColumn(Values, ElementType.Int, [263], 3);
        var (floats, numbers) = (new float[263], new long[263]);
        column.CopyRows([1], floats);
        column.CopyRows([1], numbers);
        Assert.Equal(Values[263..526].Select(static value => (float)value), floats);
        Assert.Equal(Values[263..526].Select(static value => (long)value), numbers);
    }
}
