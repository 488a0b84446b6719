namespace Dsl.Language.Types;

/// <summary>An indivisible factor of a monomial: a symbol, or a quotient or remainder that did not come out.</summary>
public abstract record DimensionFactor
{
    private protected DimensionFactor()
    {
    }

    /// <summary>How much is written down in the factor.</summary>
    internal abstract int Complexity { get; }
}

/// <summary>A named size.</summary>
public sealed record SymbolFactor(DimensionSymbol Symbol) : DimensionFactor
{
    internal override int Complexity => 1;

    public override string ToString() => Symbol.Name;
}

/// <summary>A division; <paramref name="Exact"/> when it is known, or demanded, that nothing remains.</summary>
public sealed record QuotientFactor(Dimension Dividend, Dimension Divisor, bool Exact) : DimensionFactor
{
    internal override int Complexity => 1 + Dividend.Complexity + Divisor.Complexity;

    public override string ToString() => $"{Dividend.ToOperandString()} {(Exact ? "/" : "//")} {Divisor.ToOperandString()}";
}

/// <summary>The remainder of a division.</summary>
public sealed record RemainderFactor(Dimension Dividend, Dimension Divisor) : DimensionFactor
{
    internal override int Complexity => 1 + Dividend.Complexity + Divisor.Complexity;

    public override string ToString() => $"{Dividend.ToOperandString()} % {Divisor.ToOperandString()}";
}
