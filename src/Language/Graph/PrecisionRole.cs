namespace Dsl.Language.Graph;

/// <summary>What becomes of an operation where values are stored in 16 bits (Micikevicius et al., "Mixed precision training", 2018).</summary>
public enum PrecisionRole
{
    /// <summary>It is done in the widest type of what it reads; literals and weights adapt to the rest.</summary>
    Follows,

    /// <summary>A sum of products: its operands are brought to 16 bits, the sum is formed in 32 bits and rounded once.</summary>
    Product,

    /// <summary>It adds many values up, or its results differ too much in size: operands and result have 32 bits.</summary>
    Wide,

    /// <summary>As <see cref="Follows"/>, but a reciprocal, whose dividend is a literal or a weight, is <see cref="Wide"/>.</summary>
    Quotient,
}
