using System.Globalization;
using Dsl.Language.Data;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

public sealed class DateGenerationTests
{
    private static readonly string[] Manners = ["d MMM yyyy", "d MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "d.M.yyyy"];

    [Fact]
    public void TheWrittenDateMeansTheStandardOne()
    {
        var days = Days(500, 0);
        Assert.Equal(500, days.Count);
        foreach (var (written, standard) in days)
        {
            Assert.Equal(WrittenDates.WrittenLength, written.Length);
            var expected = DateOnly.ParseExact(standard, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            Assert.True(DateOnly.TryParseExact(written.TrimEnd(), Manners, CultureInfo.InvariantCulture, DateTimeStyles.None, out var found), written);
            Assert.Equal(expected, found);
            Assert.InRange(expected.Year, 1900, 2099);
        }
    }

    [Fact]
    public void NoDayComesTwiceAndEveryMannerIsUsed()
    {
        var days = Days(2000, 0);
        Assert.Equal(2000, days.Select(static d => d.Standard).Distinct().Count());
        foreach (var manner in Manners)
            Assert.InRange(days.Count(d => DateOnly.TryParseExact(d.Written.TrimEnd(), manner, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)), 300, 600);
    }

    [Fact]
    public void TheSeedDecides()
    {
        Assert.Equal(Days(20, 3), Days(20, 3));
        Assert.NotEqual(Days(20, 3), Days(20, 4));
    }

    [Theory]
    [InlineData(9L)]
    [InlineData(80_000L)]
    public void TooFewAndTooManyAreRefused(long n)
    {
        Assert.NotNull(DataCalls.Infer("dates", DataFolder.Files, ("n", n)).Failure);
        Assert.NotNull(DataCalls.Run("dates", DataFolder.Files, ("n", n)).Failure);
    }

    private static List<(string Written, string Standard)> Days(long n, long seed)
    {
        var dates = DataCalls.Call("dates", ("n", n), ("seed", seed));
        var tokenizer = ((DataDecoder)dates["decode"].Value).Tokenizer;
        return [.. new[] { "train", "test" }.SelectMany(part => dates[part].Set.Integers("x").Chunk(WrittenDates.WrittenLength)
            .Zip(dates[part].Set.Integers("y").Chunk(WrittenDates.StandardLength), (x, y) => (Text(tokenizer, x), Text(tokenizer, y))))];
    }

    private static string Text(Tokenizer tokenizer, long[] tokens)
    {
        Assert.Null(tokenizer.Decode(tokens, out var text));
        return text;
    }
}
