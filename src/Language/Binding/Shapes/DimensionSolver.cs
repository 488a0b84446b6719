using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Solves a linear equation between sizes for one unknown: <c>heads*d == C</c> gives <c>d = C / heads</c>.</summary>
internal static class DimensionSolver
{
    /// <summary>The unknown's value, or null when the division does not come out or the equation is not linear.</summary>
    public static Dimension? Solve(Dimension expression, DimensionSymbol unknown, Dimension value, DimensionFacts facts)
    {
        if (expression.SingleSymbol == unknown)
            return facts.Normalize(value);
        var (factor, rest) = Split(expression, unknown);
        if (factor is null || rest is null)
            return null;
        return Dimension.DivideExactly(facts.Normalize(value - rest), facts.Normalize(factor), facts);
    }

    /// <summary>What the unknown is multiplied by, or null when the expression is not linear in it.</summary>
    public static Dimension? Factor(Dimension expression, DimensionSymbol unknown) => Split(expression, unknown).Factor;

    private static (Dimension? Factor, Dimension? Remainder) Split(Dimension expression, DimensionSymbol unknown)
    {
        var zero = new Dictionary<DimensionSymbol, Dimension> { [unknown] = Dimension.Zero };
        var one = new Dictionary<DimensionSymbol, Dimension> { [unknown] = Dimension.One };
        var two = new Dictionary<DimensionSymbol, Dimension> { [unknown] = Dimension.Constant(2) };
        if (!expression.TrySubstitute(zero, out var rest) || !expression.TrySubstitute(one, out var atOne) || !expression.TrySubstitute(two, out var atTwo))
            return (null, null);
        var factor = atOne - rest;
        return (atTwo - atOne).Equals(factor) ? (factor, rest) : (null, null);
    }
}
