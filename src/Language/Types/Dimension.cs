using System.Diagnostics.CodeAnalysis;

namespace Dsl.Language.Types;

/// <summary>
/// A size as a polynomial with integer coefficients in normal form, so that equal sizes are equal objects:
/// <c>2*C + C == 3*C</c>, <c>heads * (C / heads) == C</c> for an exact quotient.
/// </summary>
public sealed partial class Dimension : IEquatable<Dimension>
{
    // Larger expressions stand for an unknown size of their own: no script can make the checker run for long or out of memory.
    private const string TooLarge = "(too large an expression)";
    private const int MaximumComplexity = 512;
    private const int MaximumProductTerms = 4096;

    private const int KeptConstants = 65;

    private static readonly Dimension[] Constants = MakeConstants();

    // Never changed once it is made; that of a constant is made when it is first asked for.
    private Dictionary<Monomial, long>? written;
    private readonly int hash;

    private Dimension(Dictionary<Monomial, long> terms)
    {
        written = terms;
        foreach (var (monomial, coefficient) in terms)
        {
            hash += HashCode.Combine(monomial, coefficient);
            Complexity += monomial.Complexity;
            if (terms.Count == 1 && coefficient == 1 && monomial.Factors is [(SymbolFactor symbol, 1)])
                SingleSymbol = symbol.Symbol;
        }

        IsConstant = terms.Count == 0 || (terms.Count == 1 && terms.ContainsKey(Monomial.One));
        if (!IsConstant)
            return;
        ConstantValue = terms.TryGetValue(Monomial.One, out var value) ? value : 0;
        hash = HashOf(value);
    }

    private Dimension(long constant)
    {
        IsConstant = true;
        ConstantValue = constant;
        Complexity = constant == 0 ? 0 : Monomial.One.Complexity;
        hash = HashOf(constant);
    }

    public static Dimension Zero => Constants[0];

    public static Dimension One => Constants[1];

    /// <summary>The terms: products of factors and their coefficients, none zero.</summary>
    public IReadOnlyDictionary<Monomial, long> Terms => TermTable;

    private Dictionary<Monomial, long> TermTable =>
        written ??= ConstantValue is { } value and not 0 ? new() { [Monomial.One] = value } : [];

    /// <summary>How much is written down in the expression: terms, factors, powers, also inside quotients and remainders.</summary>
    internal int Complexity { get; }

    public bool IsConstant { get; }

    /// <summary>The value when the size is known, else null.</summary>
    public long? ConstantValue { get; }

    public bool IsOne => ConstantValue == 1;

    /// <summary>The symbol when the size is exactly one named size, else null.</summary>
    public DimensionSymbol? SingleSymbol { get; }

    public static Dimension Constant(long value) => value is >= 0 and < KeptConstants ? Constants[value] : new Dimension(value);

    public static Dimension Of(DimensionSymbol symbol) => symbol.AsDimension;

    public static Dimension Of(DimensionFactor factor) =>
        Bounded(new Dimension(new Dictionary<Monomial, long> { [Monomial.Of(factor)] = 1 }));

    public static implicit operator Dimension(long value) => Constant(value);

    public static Dimension operator +(Dimension left, Dimension right)
    {
        if (left.ConstantValue == 0)
            return right;
        if (right.ConstantValue == 0)
            return left;
        if (left.ConstantValue is { } a && right.ConstantValue is { } b)
            return TryAdd(a, b, out var total) ? Constant(total) : TooComplex();
        var sum = new Dictionary<Monomial, long>(left.TermTable);
        foreach (var (monomial, coefficient) in right.TermTable)
        {
            if (!Accumulate(sum, monomial, coefficient))
                return TooComplex();
        }

        return Bounded(new Dimension(sum));
    }

    public static Dimension operator -(Dimension operand) => operand * Constant(-1);

    public static Dimension operator -(Dimension left, Dimension right) => left + -right;

    public static Dimension operator *(Dimension left, Dimension right)
    {
        if (left.IsOne)
            return right;
        if (right.IsOne)
            return left;
        if (left.ConstantValue is { } a && right.ConstantValue is { } b)
            return TryMultiply(a, b, out var value) ? Constant(value) : TooComplex();
        if ((long)left.TermTable.Count * right.TermTable.Count > MaximumProductTerms)
            return TooComplex();
        var product = new Dictionary<Monomial, long>();
        var rest = Zero;
        foreach (var (leftMonomial, leftCoefficient) in left.TermTable)
        {
            foreach (var (rightMonomial, rightCoefficient) in right.TermTable)
            {
                var monomial = leftMonomial.Multiply(rightMonomial);
                if (!TryMultiply(leftCoefficient, rightCoefficient, out var coefficient) || monomial.Complexity > MaximumComplexity)
                    return TooComplex();
                if (CancelExactQuotient(monomial, coefficient) is { } cancelled)
                    rest += cancelled;
                else if (!Accumulate(product, monomial, coefficient))
                    return TooComplex();
            }
        }

        var result = Bounded(new Dimension(product));
        return rest.TermTable.Count == 0 ? result : result + rest;
    }

    /// <summary>
    /// The quotient when the division certainly comes out: by coefficients and factors, or by a divisibility fact; null when
    /// that is not known.
    /// </summary>
    public static Dimension? DivideExactly(Dimension dividend, Dimension divisor, DimensionFacts? facts = null)
    {
        if (divisor.ConstantValue == 0)
            return null;
        if (DividePolynomial(dividend, divisor) is { } quotient)
            return quotient;
        if (facts is not null && facts.Divides(divisor, dividend))
            return Of(new QuotientFactor(dividend, divisor, Exact: true));
        return null;
    }

    /// <summary>The exact quotient, as a factor when it is only demanded that the division comes out.</summary>
    public static Dimension DemandExactQuotient(Dimension dividend, Dimension divisor) =>
        DivideExactly(dividend, divisor) ?? Of(new QuotientFactor(dividend, divisor, Exact: true));

    /// <summary>The quotient rounded down.</summary>
    public static Dimension FloorDivide(Dimension dividend, Dimension divisor, DimensionFacts? facts = null)
    {
        if (DivideExactly(dividend, divisor, facts) is { } exact)
            return exact;
        if (dividend.ConstantValue is { } a && divisor.ConstantValue is { } b && b != 0)
            return Constant(FloorDivide(a, b));
        return Of(new QuotientFactor(dividend, divisor, Exact: false));
    }

    /// <summary>The remainder that goes with <see cref="FloorDivide(Dimension, Dimension, DimensionFacts?)"/>.</summary>
    public static Dimension Remainder(Dimension dividend, Dimension divisor, DimensionFacts? facts = null)
    {
        if (DivideExactly(dividend, divisor, facts) is not null)
            return Zero;
        if (dividend.ConstantValue is { } a && divisor.ConstantValue is { } b && b != 0)
            return Constant(a - (FloorDivide(a, b) * b));
        return Of(new RemainderFactor(dividend, divisor));
    }

    /// <summary>
    /// Replaces symbols by sizes. False when an exact quotient inside does not come out with the new sizes.
    /// </summary>
    public bool TrySubstitute(IReadOnlyDictionary<DimensionSymbol, Dimension> values, [NotNullWhen(true)] out Dimension? result)
    {
        if (IsConstant)
        {
            result = this;
            return true;
        }

        if (SingleSymbol is { } symbol)
        {
            result = values.TryGetValue(symbol, out var value) ? value : this;
            return true;
        }

        result = Zero;
        foreach (var (monomial, coefficient) in TermTable)
        {
            var product = Constant(coefficient);
            foreach (var (factor, power) in monomial.Factors)
            {
                if (SubstituteFactor(factor, values) is not { } replaced)
                {
                    result = null;
                    return false;
                }

                for (var i = 0; i < power; i++)
                    product *= replaced;
            }

            result += product;
        }

        return true;
    }

    /// <summary>Every symbol that occurs, also inside quotients and remainders.</summary>
    public IEnumerable<DimensionSymbol> Symbols() => TermTable.Keys
        .SelectMany(static monomial => monomial.Factors)
        .SelectMany(static f => f.Factor switch
        {
            SymbolFactor symbol => [symbol.Symbol],
            QuotientFactor quotient => quotient.Dividend.Symbols().Concat(quotient.Divisor.Symbols()),
            RemainderFactor remainder => remainder.Dividend.Symbols().Concat(remainder.Divisor.Symbols()),
            _ => [],
        })
        .Distinct();

    public bool Equals(Dimension? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || hash != other.hash || IsConstant != other.IsConstant)
            return false;
        if (IsConstant)
            return ConstantValue == other.ConstantValue;
        if (TermTable.Count != other.TermTable.Count)
            return false;
        foreach (var (monomial, coefficient) in TermTable)
        {
            if (!other.TermTable.TryGetValue(monomial, out var theirs) || theirs != coefficient)
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Dimension);

    public override int GetHashCode() => hash;

    private static Dimension Bounded(Dimension size) => size.Complexity > MaximumComplexity ? TooComplex() : size;

    /// <summary>Whether it was computed from whole numbers, or from expressions of names, that are too large to be kept.</summary>
    public bool IsBeyondNumbers => SingleSymbol is { } single ? single.Name == TooLarge : !IsConstant && Symbols().Any(static symbol => symbol.Name == TooLarge);

    private static Dimension TooComplex() => Of(new DimensionSymbol(TooLarge, DimensionSymbolKind.RunTime));

    private static long FloorDivide(long a, long b)
    {
        var quotient = a / b;
        return (a % b != 0) && ((a < 0) != (b < 0)) ? quotient - 1 : quotient;
    }

    // False when the coefficient leaves the range of numbers, from which the smallest is left out: it has no opposite.
    private static bool Accumulate(Dictionary<Monomial, long> sum, Monomial monomial, long coefficient)
    {
        sum.TryGetValue(monomial, out var present);
        if (!TryAdd(present, coefficient, out var total))
            return false;
        if (total == 0)
            sum.Remove(monomial);
        else
            sum[monomial] = total;
        return true;
    }

    private static Dimension[] MakeConstants()
    {
        var constants = new Dimension[KeptConstants];
        for (var value = 0; value < constants.Length; value++)
            constants[value] = new Dimension(value);
        return constants;
    }

    private static bool TryAdd(long left, long right, out long sum)
    {
        sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) >= 0 && sum != long.MinValue;
    }

    private static bool TryMultiply(long left, long right, out long product)
    {
        var high = Math.BigMul(left, right, out product);
        return high == product >> 63 && product != long.MinValue;
    }

    private static int HashOf(long constant) => constant == 0 ? 0 : HashCode.Combine(Monomial.One, constant);

    private static Dimension? SubstituteFactor(DimensionFactor factor, IReadOnlyDictionary<DimensionSymbol, Dimension> values)
    {
        switch (factor)
        {
            case SymbolFactor symbol:
                return values.TryGetValue(symbol.Symbol, out var value) ? value : Of(factor);
            case QuotientFactor quotient:
                if (!quotient.Dividend.TrySubstitute(values, out var dividend) || !quotient.Divisor.TrySubstitute(values, out var divisor))
                    return null;
                if (divisor.ConstantValue == 0)
                    return null;
                if (!quotient.Exact)
                    return FloorDivide(dividend, divisor);
                if (dividend.IsConstant && divisor.IsConstant)
                    return DivideExactly(dividend, divisor);
                return DemandExactQuotient(dividend, divisor);
            case RemainderFactor remainder:
                if (!remainder.Dividend.TrySubstitute(values, out var left) || !remainder.Divisor.TrySubstitute(values, out var right))
                    return null;
                return right.ConstantValue == 0 ? null : Remainder(left, right);
            default:
                return Of(factor);
        }
    }

    // heads * (C / heads) is C: an exact quotient cancels against its divisor when that is a single product.
    private static Dimension? CancelExactQuotient(Monomial monomial, long coefficient)
    {
        foreach (var (factor, _) in monomial.Factors)
        {
            if (factor is not QuotientFactor { Exact: true, Divisor.TermTable.Count: 1 } quotient)
                continue;
            var (divisorMonomial, divisorCoefficient) = quotient.Divisor.TermTable.First();
            if (coefficient % divisorCoefficient != 0)
                continue;
            if (monomial.Divide(Monomial.Of(quotient))?.Divide(divisorMonomial) is not { } rest)
                continue;
            return new Dimension(new Dictionary<Monomial, long> { [rest] = coefficient / divisorCoefficient }) * quotient.Dividend;
        }

        return null;
    }

    private static Dimension? DividePolynomial(Dimension dividend, Dimension divisor)
    {
        if (dividend.ConstantValue == 0)
            return Zero;
        if (dividend.Equals(divisor))
            return One;
        if (dividend.ConstantValue is { } a && divisor.ConstantValue is { } b)
            return a % b == 0 ? Constant(a / b) : null;
        if (divisor.TermTable.Count != 1)
            return DivideByFactoring(dividend, divisor);
        var (divisorMonomial, divisorCoefficient) = (Monomial.One, 1L);
        foreach (var (monomial, coefficient) in divisor.TermTable)
            (divisorMonomial, divisorCoefficient) = (monomial, coefficient);
        var quotient = new Dictionary<Monomial, long>();
        foreach (var (monomial, coefficient) in dividend.TermTable)
        {
            if (coefficient % divisorCoefficient != 0 || monomial.Divide(divisorMonomial) is not { } rest)
                return null;
            quotient.Add(rest, coefficient / divisorCoefficient);
        }

        return new Dimension(quotient);
    }

    // (B*T + B) / (T + 1): divide term by term as on paper, bounded by the number of terms.
    private static Dimension? DivideByFactoring(Dimension dividend, Dimension divisor)
    {
        var (leading, leadingCoefficient) = divisor.TermTable.OrderByDescending(static t => t.Key.Degree).First();
        var quotient = Zero;
        var rest = dividend;
        for (var step = 0; step < 16 && rest.TermTable.Count > 0; step++)
        {
            var found = false;
            foreach (var (monomial, coefficient) in rest.TermTable.OrderByDescending(static t => t.Key.Degree))
            {
                if (coefficient % leadingCoefficient != 0 || monomial.Divide(leading) is not { } part)
                    continue;
                var term = new Dimension(new Dictionary<Monomial, long> { [part] = coefficient / leadingCoefficient });
                quotient += term;
                rest -= term * divisor;
                found = true;
                break;
            }

            if (!found)
                return null;
        }

        return rest.TermTable.Count == 0 ? quotient : null;
    }
}
