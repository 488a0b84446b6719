using Dsl.Language.Data;

namespace Dsl.Language.Tests.Data;

public sealed class SplitRuleTests
{
    [Theory]
    [InlineData(0.8, 150, 120)]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.7, 10, 7)]
    [InlineData(0.1, 9, 0)]
    [InlineData(0.999999999, 5, 4)]
    [InlineData(0.5, 3, 1)]
    public void RoundsTheWrittenFractionDown(double fraction, long rows, long expected) =>
        Assert.Equal(expected, SplitRule.Of(fraction)!.FirstRows(rows));

    [Fact]
    public void KnownAndUnknownNumbersOfRowsAgree()
    {
        for (var percent = 1; percent < 100; percent++)
        {
            var rule = SplitRule.Of(percent / 100.0)!;
            for (var rows = 1L; rows < 300; rows += 7)
                Assert.Equal(rows * percent / 100, rule.FirstRows(rows));
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(0.99999999999)]
    public void AFractionTooCloseToAnEndIsNone(double fraction) => Assert.Null(SplitRule.Of(fraction));
}
