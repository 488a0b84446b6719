using Dsl.Language.Types;

namespace Dsl.Language.Tests.Types;

/// <summary>What <c>require</c>d equalities, divisibilities and bounds let one conclude.</summary>
public sealed class DimensionFactsTests
{
    private static readonly Dimension Width = Named("C");
    private static readonly Dimension Heads = Named("heads");
    private static readonly Dimension Time = Named("T");

    [Fact]
    public void AHeadsShareTimesTheHeadsIsTheWidthWhereTheHeadsDivideIt()
    {
        var facts = DimensionFacts.None.WithDivides(Heads, Width);
        var each = Dimension.DivideExactly(Width, Heads, facts);
        Assert.NotNull(each);
        Assert.Equal(Width, each * Heads);
        Assert.Equal(Dimension.Zero, Dimension.Remainder(Width, Heads, facts));
        Assert.Equal(each, Dimension.FloorDivide(Width, Heads, facts));
        Assert.True(facts.AreEqual(each * Heads, Width));
    }

    [Fact]
    public void WithoutTheFactNothingIsKnown()
    {
        Assert.Null(Dimension.DivideExactly(Width, Heads));
        Assert.Null(DimensionFacts.None.AreEqual(Dimension.FloorDivide(Width, Heads) * Heads, Width));
    }

    [Fact]
    public void MultiplesOfADivisibleSizeAreDivisible()
    {
        var facts = DimensionFacts.None.WithDivides(Heads, Width);
        Assert.True(facts.Divides(Heads, Width * 4));
        Assert.True(facts.Divides(Heads, Width * Time));
        Assert.False(facts.Divides(Heads, Width + 1));
        Assert.False(facts.Divides(Time, Width));
    }

    [Fact]
    public void EqualitiesAreUsedEverywhere()
    {
        var facts = DimensionFacts.None.WithEqual(Time, Width * 2);
        Assert.True(facts.AreEqual(Time + 1, (Width * 2) + 1));
        Assert.False(facts.AreEqual(Time, (Width * 2) + 1));
        Assert.Null(facts.AreEqual(Time, Heads));
        Assert.True(facts.WithEqual(Width, 4).AreEqual(Time, 8));
    }

    [Fact]
    public void SizesThatDifferByANumberAreNeverEqual()
    {
        Assert.False(DimensionFacts.None.AreEqual(Time, Time + 1));
        Assert.False(DimensionFacts.None.AreEqual(3, 4));
        Assert.True(DimensionFacts.None.AreEqual(Time + Time, Time * 2));
    }

    [Fact]
    public void BoundsFollowFromBounds()
    {
        var facts = DimensionFacts.None.WithAtMost(Time, 128);
        Assert.True(facts.IsAtMost(Time, 128));
        Assert.True(facts.IsAtMost(Time, 200));
        Assert.Null(facts.IsAtMost(Time, 100));
        Assert.False(facts.IsAtMost(200, Time));
        Assert.True(facts.IsAtMost(Width, Width + 1));
        Assert.False(facts.IsAtMost(Width + 1, Width));
    }

    [Fact]
    public void OnlyTheSameSymbolIsEqual()
    {
        Assert.Null(DimensionFacts.None.AreEqual(Named("n"), Named("n")));
    }

    private static Dimension Named(string name) => Dimension.Of(new DimensionSymbol(name, DimensionSymbolKind.Rigid));
}
