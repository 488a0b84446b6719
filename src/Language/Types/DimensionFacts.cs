using System.Collections.Immutable;

namespace Dsl.Language.Types;

/// <summary>What a declaration may rely on: <c>require</c>d equalities, divisibilities and bounds between sizes.</summary>
public sealed class DimensionFacts
{
    private readonly Dictionary<DimensionSymbol, Dimension> equalities;
    private readonly ImmutableArray<Divisibility> divisibilities;
    private readonly ImmutableArray<Dimension> nonNegatives;

    private DimensionFacts(
        Dictionary<DimensionSymbol, Dimension> equalities,
        ImmutableArray<Divisibility> divisibilities,
        ImmutableArray<Dimension> nonNegatives)
    {
        this.equalities = equalities;
        this.divisibilities = divisibilities;
        this.nonNegatives = nonNegatives;
    }

    public static DimensionFacts None { get; } = new([], [], []);

    /// <summary>Adds <c>left == right</c>; used when one side is a symbol, else kept as two bounds.</summary>
    public DimensionFacts WithEqual(Dimension left, Dimension right)
    {
        left = Normalize(left);
        right = Normalize(right);
        if (left.Equals(right))
            return this;
        var (symbol, value) = left.SingleSymbol is { } l && !right.Symbols().Contains(l) ? (l, right)
            : right.SingleSymbol is { } r && !left.Symbols().Contains(r) ? (r, left)
            : (null, null);
        if (symbol is null || value is null)
            return WithAtMost(left, right).WithAtMost(right, left);
        var replacement = new Dictionary<DimensionSymbol, Dimension> { [symbol] = value };
        var updated = new Dictionary<DimensionSymbol, Dimension>(equalities.Count + 1);
        foreach (var (key, size) in equalities)
            updated[key] = size.TrySubstitute(replacement, out var replaced) ? replaced : size;
        updated[symbol] = value;
        return new DimensionFacts(updated, divisibilities, nonNegatives);
    }

    /// <summary>Adds <c>dividend % divisor == 0</c>.</summary>
    public DimensionFacts WithDivides(Dimension divisor, Dimension dividend) =>
        new(equalities, With(divisibilities, new Divisibility(Normalize(divisor), Normalize(dividend))), nonNegatives);

    /// <summary>Adds <c>smaller &lt;= larger</c>.</summary>
    public DimensionFacts WithAtMost(Dimension smaller, Dimension larger) =>
        new(equalities, divisibilities, With(nonNegatives, Normalize(larger - smaller)));

    /// <summary>Whether it is known that <paramref name="dividend"/> is a multiple of <paramref name="divisor"/>.</summary>
    public bool Divides(Dimension divisor, Dimension dividend)
    {
        divisor = Normalize(divisor);
        dividend = Normalize(dividend);
        if (divisibilities.Contains(new Divisibility(divisor, dividend)))
            return true;
        foreach (var (knownDivisor, knownDividend) in divisibilities)
        {
            if (!knownDivisor.Equals(divisor))
                continue;
            if (Dimension.DivideExactly(dividend, knownDividend) is not null)
                return true;
        }

        return false;
    }

    /// <summary>Whether <c>smaller &lt;= larger</c>: known true, known false, or null.</summary>
    public bool? IsAtMost(Dimension smaller, Dimension larger)
    {
        var difference = Normalize(larger - smaller);
        if (difference.ConstantValue is { } value)
            return value >= 0;
        if (nonNegatives.Contains(difference))
            return true;
        foreach (var known in nonNegatives)
        {
            if (Normalize(difference - known).ConstantValue is >= 0)
                return true;
            if (Normalize(difference + known).ConstantValue is < 0)
                return false;
        }

        return null;
    }

    /// <summary>The size with every known equality applied.</summary>
    public Dimension Normalize(Dimension size)
    {
        if (equalities.Count == 0 || !size.TrySubstitute(equalities, out var replaced))
            return size;
        return replaced;
    }

    /// <summary>
    /// Whether two sizes are equal: true, false (they differ whatever the names stand for), or null when nothing says so.
    /// </summary>
    public bool? AreEqual(Dimension left, Dimension right)
    {
        if (left.Equals(right))
            return true;
        if (left.IsConstant && right.IsConstant)
            return false;
        var difference = Normalize(left - right);
        return difference.ConstantValue switch
        {
            0 => true,
            not null => false,
            null => null,
        };
    }

    private static ImmutableArray<T> With<T>(ImmutableArray<T> known, T added)
        where T : class => known.Contains(added) ? known : known.Add(added);

    private sealed record Divisibility(Dimension Divisor, Dimension Dividend);
}
