using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Tests.Operators;

/// <summary>Which shapes meet, and how.</summary>
public sealed class BroadcastingTests
{
    private static readonly Dictionary<string, Dimension> Names = new[] { "B", "T", "C" }
        .ToDictionary(static name => name, static name => Dimension.Of(new DimensionSymbol(name, DimensionSymbolKind.Rigid)));

    [Theory]
    [InlineData("", "", "[]")]
    [InlineData("3", "3", "[3]")]
    [InlineData("", "2 3", "[2, 3]")]
    [InlineData("2 3", "", "[2, 3]")]
    [InlineData("2 3", "3", "[2, 3]")]
    [InlineData("2 3", "1", "[2, 3]")]
    [InlineData("2 3", "1 3", "[2, 3]")]
    [InlineData("2 3", "2 1", "[2, 3]")]
    [InlineData("B T C", "C", "[B, T, C]")]
    [InlineData("B T C", "T C", "[B, T, C]")]
    [InlineData("B T C", "T 1", "[B, T, C]")]
    [InlineData("B T C", "B 1 C", "[B, T, C]")]
    [InlineData("B T C", "1 1 1", "[B, T, C]")]
    [InlineData("1 B", "B", "[1, B]")]
    [InlineData("1 1", "B", "[1, B]")]
    [InlineData("1 B", "1", "[1, B]")]
    [InlineData("0", "1", "[0]")]
    public void OneSideStretches(string left, string right, string expected)
    {
        Assert.Equal(expected, Combined(left, right));
        Assert.Equal(expected, Combined(right, left));
    }

    [Theory]
    [InlineData("B", "B 1")]
    [InlineData("B 1", "1 B")]
    [InlineData("3", "2 1")]
    [InlineData("T 1", "C")]
    [InlineData("B 1 C", "T 1")]
    [InlineData("2 1", "1 3")]
    public void BothSidesWouldStretch(string left, string right)
    {
        var (a, b) = (Parse(left), Parse(right));
        var result = Assert.IsType<BroadcastTwoWayStretch>(Broadcasting.Combine(a, b, DimensionFacts.None));
        Assert.Equal(Math.Max(a.Rank, b.Rank), result.Result.Rank);
        Assert.Equal("NN3004", Broadcasting.ToFailure(result, a, b)!.Descriptor.Code);
        Assert.IsType<BroadcastTwoWayStretch>(Broadcasting.Combine(b, a, DimensionFacts.None));
    }

    [Theory]
    [InlineData("3", "4", 0, 0, true)]
    [InlineData("2 3", "2", 1, 0, true)]
    [InlineData("B T", "T B", 1, 1, false)]
    [InlineData("B T C", "B C", 1, 0, false)]
    [InlineData("B", "2", 0, 0, false)]
    public void SizesDoNotAgree(string left, string right, int leftAxis, int rightAxis, bool certain)
    {
        var (a, b) = (Parse(left), Parse(right));
        var result = Assert.IsType<BroadcastMismatch>(Broadcasting.Combine(a, b, DimensionFacts.None));
        Assert.Equal((leftAxis, rightAxis), (result.LeftAxis, result.RightAxis));
        var failure = Broadcasting.ToFailure(result, a, b)!;
        Assert.Equal("NN3003", failure.Descriptor.Code);
        Assert.Equal(certain ? false : null, DimensionFacts.None.AreEqual(failure.Conflict!.Value.Left, failure.Conflict.Value.Right));
    }

    [Fact]
    public void AFactMakesSizesAgree()
    {
        var facts = DimensionFacts.None.WithEqual(Names["T"], Names["C"]);
        Assert.IsType<BroadcastShape>(Broadcasting.Combine(Parse("B T"), Parse("C"), facts));
    }

    [Fact]
    public void TheNotesShowBothShapesAsTheyMeet()
    {
        var (a, b) = (Parse("B 1"), Parse("B"));
        var notes = Broadcasting.ToFailure(Broadcasting.Combine(a, b, DimensionFacts.None), a, b)!.Notes;
        Assert.Equal<string>(["{0} : [B  1]", "{1} : [   B]", "a table that is meant is written with indices, as in table[i, j] = a[i] - b[j]"], notes);
    }

    private static string Combined(string left, string right) =>
        Assert.IsType<BroadcastShape>(Broadcasting.Combine(Parse(left), Parse(right), DimensionFacts.None)).Shape.ToString();

    private static Shape Parse(string sizes) => new(
    [
        .. sizes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static size => (Axis)(Names.TryGetValue(size, out var named) ? named : long.Parse(size))),
    ]);
}
