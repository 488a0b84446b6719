namespace Dsl.Language.Types;

/// <summary>An indivisible factor of a monomial: a symbol, or a quotient or remainder that did not come out.</summary>
public abstract record DimensionFactor
{
    private protected DimensionFactor()
    {
    }
}

/// <summary>A named size.</summary>
public sealed record SymbolFactor(DimensionSymbol Symbol) : DimensionFactor
{
    public override string ToString() => Symbol.Name;
}

/// <summary>A division; <paramref name="Exact"/> when it is known, or demanded, that nothing remains.</summary>
public sealed record QuotientFactor(Dimension Dividend, Dimension Divisor, bool Exact) : DimensionFactor
{
    public override string ToString() => $"{Dividend.ToOperandString()} {(Exact ? "/" : "//")} {Divisor.ToOperandString()}";
}

/// <summary>The remainder of a division.</summary>
public sealed record RemainderFactor(Dimension Dividend, Dimension Divisor) : DimensionFactor
{
    public override string ToString() => $"{Dividend.ToOperandString()} % {Divisor.ToOperandString()}";
}
