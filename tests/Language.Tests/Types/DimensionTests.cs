using Dsl.Language.Types;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Language.Tests.Types;

/// <summary>Sizes obey the laws of arithmetic.</summary>
public sealed class DimensionTests
{
    private static readonly DimensionSymbol[] Symbols =
        [.. new[] { "a", "b", "c" }.Select(static name => new DimensionSymbol(name, DimensionSymbolKind.Rigid))];

    private static readonly Config Configuration = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20_231, 7);

    [Fact]
    public void SumsAndProductsFormACommutativeRing()
    {
        Check((x, y, z) =>
            (x + y).Equals(y + x)
            && (x * y).Equals(y * x)
            && ((x + y) + z).Equals(x + (y + z))
            && ((x * y) * z).Equals(x * (y * z))
            && (x * (y + z)).Equals((x * y) + (x * z))
            && (x + Dimension.Zero).Equals(x)
            && (x * Dimension.One).Equals(x)
            && (x - x).Equals(Dimension.Zero)
            && (x - y).Equals(x + -y));
    }

    [Fact]
    public void EqualSizesHaveEqualHashes()
    {
        Check((x, y, z) => (x * (y + z)).GetHashCode() == ((z * x) + (y * x)).GetHashCode());
    }

    [Fact]
    public void AProductDividesByItsFactors()
    {
        // Long division as on paper is bounded, so only factors of few terms are certain to come out.
        Check((x, y, _) => y.Equals(Dimension.Zero) || y.Terms.Count > 1 || Dimension.DivideExactly(x * y, y)?.Equals(x) == true);
    }

    [Fact]
    public void AnExactQuotientTimesItsDivisorIsTheDividend()
    {
        Check((x, y, _) => Dimension.DivideExactly(x, y) is not { } quotient || (quotient * y).Equals(x));
    }

    [Fact]
    public void SubstitutionKeepsSumsAndProducts()
    {
        Prop.ForAll(Polynomials().Three().ToArbitrary(), Sizes(), (polynomials, values) =>
        {
            var (x, y, _) = polynomials;
            return Value(x + y, values) == Value(x, values) + Value(y, values)
                && Value(x * y, values) == Value(x, values) * Value(y, values)
                && Value(x - y, values) == Value(x, values) - Value(y, values);
        }).Check(Configuration);
    }

    [Fact]
    public void RoundedQuotientAndRemainderGoTogether()
    {
        Prop.ForAll(Polynomials().Two().ToArbitrary(), Sizes(), (polynomials, values) =>
        {
            var (x, y) = polynomials;
            if (Value(y, values) == 0 || y.Equals(Dimension.Zero))
                return true;
            var (quotient, remainder) = (Dimension.FloorDivide(x, y), Dimension.Remainder(x, y));
            return (Value(quotient, values) * Value(y, values)) + Value(remainder, values) == Value(x, values);
        }).Check(Configuration);
    }

    [Fact]
    public void ExactQuotientsCancelAgainstTheirDivisor()
    {
        var (width, heads) = (Dimension.Of(Symbols[0]), Dimension.Of(Symbols[1]));
        var each = Dimension.DemandExactQuotient(width, heads);
        Assert.Equal(width, each * heads);
        Assert.Equal(width * width, heads * width * each);
        Assert.Equal((Dimension)4 * width, heads * each * 4);
    }

    [Fact]
    public void AnExactQuotientThatDoesNotComeOutIsRefused()
    {
        var (width, heads) = (Dimension.Of(Symbols[0]), Dimension.Of(Symbols[1]));
        var each = Dimension.DemandExactQuotient(width, heads);
        Assert.True(each.TrySubstitute(Values(12, 4), out var three));
        Assert.Equal(3, three.ConstantValue);
        Assert.False(each.TrySubstitute(Values(12, 5), out _));
        Assert.False(each.TrySubstitute(Values(12, 0), out _));
    }

    [Theory]
    [InlineData(7, 2, 3, 1)]
    [InlineData(-7, 2, -4, 1)]
    [InlineData(6, 3, 2, 0)]
    public void KnownSizesDivideLikeNumbers(long dividend, long divisor, long quotient, long remainder)
    {
        Assert.Equal(quotient, Dimension.FloorDivide(dividend, divisor).ConstantValue);
        Assert.Equal(remainder, Dimension.Remainder(dividend, divisor).ConstantValue);
    }

    [Fact]
    public void SizesAreShownAsOneWritesThem()
    {
        var (a, b) = (Dimension.Of(Symbols[0]), Dimension.Of(Symbols[1]));
        Assert.Equal("0", Dimension.Zero.ToString());
        Assert.Equal("a", a.ToString());
        Assert.Equal("4*a", (a * 4).ToString());
        Assert.Equal("a + 1", (a + 1).ToString());
        Assert.Equal("a - 1", (a - 1).ToString());
        Assert.Equal("-a", (-a).ToString());
        Assert.Equal("3 - a", ((Dimension)3 - a).ToString());
        Assert.Equal("b - a + 1", (b - a + 1).ToString());
        Assert.Equal("2*a*b + a^2 + b^2", ((a + b) * (a + b)).ToString());
        Assert.Equal("a / b", Dimension.DemandExactQuotient(a, b).ToString());
        Assert.Equal("a // b", Dimension.FloorDivide(a, b).ToString());
        Assert.Equal("(a + 1) % b", Dimension.Remainder(a + 1, b).ToString());
    }

    [Fact]
    public void ExpressionsOfAnyLengthAreBounded()
    {
        // Each of these would double or explode with every turn; what becomes too large is an unknown size of its own.
        var (a, b) = (Dimension.Of(Symbols[0]), Dimension.Of(Symbols[1]));
        var (squared, nested, power) = (a, a, a + b + 1);
        for (var turn = 0; turn < 200; turn++)
        {
            squared *= squared;
            nested = Dimension.FloorDivide(nested, 2) * Dimension.Remainder(nested, b + turn);
            power *= a + b + Dimension.Of(Symbols[2]) + 1;
        }

        Assert.All((Dimension[])[squared, nested, power], static size => Assert.True(size.Complexity <= 512 && size.ToString().Length < 10_000));
        Assert.Null(((Dimension)(1L << 40) * (1L << 40)).ConstantValue);
        Assert.Null(((Dimension)long.MaxValue + 1).ConstantValue);
    }

    private static void Check(Func<Dimension, Dimension, Dimension, bool> law) =>
        Prop.ForAll(Polynomials().Three().ToArbitrary(), triple => law(triple.Item1, triple.Item2, triple.Item3)).Check(Configuration);

    private static Gen<Dimension> Polynomials()
    {
        var symbols = Gen.Elements(Symbols).Select(Dimension.Of);
        var monomial = from coefficient in Gen.Choose(-4, 4)
                       from factors in symbols.ArrayOf(2)
                       from degree in Gen.Choose(0, 2)
                       select factors.Take(degree).Aggregate(Dimension.Constant(coefficient), static (product, factor) => product * factor);
        return from terms in monomial.ArrayOf(3)
               from count in Gen.Choose(0, 3)
               select terms.Take(count).Aggregate(Dimension.Zero, static (sum, term) => sum + term);
    }

    private static Arbitrary<Dictionary<DimensionSymbol, Dimension>> Sizes() =>
        Gen.Choose(1, 12).ArrayOf(Symbols.Length).Select(static sizes => Values(sizes)).ToArbitrary();

    private static Dictionary<DimensionSymbol, Dimension> Values(params int[] sizes) =>
        sizes.Select(static (size, i) => (Symbols[i], (Dimension)size)).ToDictionary(static p => p.Item1, static p => p.Item2);

    private static long Value(Dimension size, Dictionary<DimensionSymbol, Dimension> values) =>
        size.TrySubstitute(values, out var result) ? result.ConstantValue!.Value : throw new InvalidOperationException($"{size} does not come out");
}
