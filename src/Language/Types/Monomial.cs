using System.Collections.Immutable;

namespace Dsl.Language.Types;

/// <summary>A product of factors with positive powers; the empty product is 1. Equality ignores the order of factors.</summary>
public sealed class Monomial : IEquatable<Monomial>
{
    private readonly ImmutableArray<FactorPower> factors;
    private readonly int hash;

    private Monomial(ImmutableArray<FactorPower> factors)
    {
        this.factors = factors;
        long complexity = 1;
        foreach (var (factor, power) in factors)
        {
            hash += HashCode.Combine(factor, power);
            complexity += (long)power * factor.Complexity;
        }

        Complexity = (int)Math.Min(complexity, 1 << 20);
    }

    /// <summary>The empty product.</summary>
    public static Monomial One { get; } = new([]);

    public ImmutableArray<FactorPower> Factors => factors;

    /// <summary>How much is written down in the product; capped far above what a size may hold.</summary>
    internal int Complexity { get; }

    public int Degree => factors.Sum(static f => f.Power);

    public static Monomial Of(DimensionFactor factor) => new([new FactorPower(factor, 1)]);

    public int PowerOf(DimensionFactor factor)
    {
        foreach (var (candidate, power) in factors)
        {
            if (candidate.Equals(factor))
                return power;
        }

        return 0;
    }

    public Monomial Multiply(Monomial other)
    {
        var product = factors.ToBuilder();
        foreach (var (factor, power) in other.factors)
        {
            var index = IndexOf(product, factor);
            if (index < 0)
                product.Add(new FactorPower(factor, power));
            else
                product[index] = new FactorPower(factor, product[index].Power + power);
        }

        return new Monomial(product.ToImmutable());
    }

    /// <summary>This product without the factors of <paramref name="divisor"/>, or null when one of them is missing.</summary>
    public Monomial? Divide(Monomial divisor)
    {
        var quotient = factors.ToBuilder();
        foreach (var (factor, power) in divisor.factors)
        {
            var index = IndexOf(quotient, factor);
            if (index < 0 || quotient[index].Power < power)
                return null;
            if (quotient[index].Power == power)
                quotient.RemoveAt(index);
            else
                quotient[index] = new FactorPower(factor, quotient[index].Power - power);
        }

        return new Monomial(quotient.ToImmutable());
    }

    public bool Equals(Monomial? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || hash != other.hash || factors.Length != other.factors.Length)
            return false;
        foreach (var (factor, power) in factors)
        {
            if (other.PowerOf(factor) != power)
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Monomial);

    public override int GetHashCode() => hash;

    /// <summary>The product with its factors in alphabetical order, the same in every run: <c>B*T^2</c>.</summary>
    public override string ToString() => factors.IsEmpty
        ? "1"
        : string.Join("*", factors.Select(static f => FactorString(f.Factor, f.Power)).Order(StringComparer.OrdinalIgnoreCase).ThenBy(static text => text, StringComparer.Ordinal));

    private static int IndexOf(ImmutableArray<FactorPower>.Builder list, DimensionFactor factor)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Factor.Equals(factor))
                return i;
        }

        return -1;
    }

    private static string FactorString(DimensionFactor factor, int power)
    {
        var text = factor is SymbolFactor ? factor.ToString()! : $"({factor})";
        return power == 1 ? text : $"{text}^{power}";
    }
}
