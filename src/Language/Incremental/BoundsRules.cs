using System.Collections.Frozen;
using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Language.Incremental;

/// <summary>Bounds of an element-wise operation's elements from those of its operands.</summary>
internal static class BoundsRules
{
    private delegate ValueBounds Rule(ImmutableArray<ValueBounds> operands);

    private static readonly FrozenDictionary<Operator, Rule> Rules = new Dictionary<Operator, Rule>
    {
        [ArithmeticOperators.Add] = static x => Add(x[0], x[1]),
        [ArithmeticOperators.Subtract] = static x => Subtract(x[0], x[1]),
        [ArithmeticOperators.Multiply] = static x => Multiply(x[0].ToAbsolute(), x[1].ToAbsolute()),
        [ArithmeticOperators.Divide] = static x => Divide(x[0].ToAbsolute(), x[1].ToAbsolute()),
        [ArithmeticOperators.Maximum] = static x => Extreme(x[0], x[1], Math.Max),
        [ArithmeticOperators.Minimum] = static x => Extreme(x[0], x[1], Math.Min),
        [ComparisonOperators.Less] = static x => Less(x[0], x[1]),
        [ComparisonOperators.Greater] = static x => Less(x[1], x[0]),
        [ComparisonOperators.LessEqual] = static x => Not(Less(x[1], x[0])),
        [ComparisonOperators.GreaterEqual] = static x => Not(Less(x[0], x[1])),
        [ComparisonOperators.Equal] = static x => Not(Differ(x[0], x[1])),
        [ComparisonOperators.NotEqual] = static x => Differ(x[0], x[1]),
        [ComparisonOperators.LogicalAnd] = static x => new(Math.Min(x[0].Low, x[1].Low), Math.Min(x[0].High, x[1].High)),
        [ComparisonOperators.LogicalOr] = static x => new(Math.Max(x[0].Low, x[1].Low), Math.Max(x[0].High, x[1].High)),
        [ComparisonOperators.LogicalNot] = static x => Not(x[0]),
        [ComparisonOperators.Where] = static x => x[0].Is(1) ? x[1] : x[0].Is(0) ? x[2] : ValueBounds.Join(x[1], x[2]),
        [FunctionOperators.Exp] = static x => Rising(x[0].ToAbsolute(), Math.Exp),
        [FunctionOperators.Sigmoid] = static x => x[0].IsNegligible ? ValueBounds.Exactly(0) : new(0, 1),
        [FunctionOperators.Tanh] = static x => new(-1, 1),
        [FunctionOperators.Floor] = static x => Rising(x[0], Math.Floor) with { IsRelative = x[0].IsRelative },
        [FunctionOperators.Log] = static x => x[0].Is(0) ? new(double.NegativeInfinity, double.NegativeInfinity) : x[0].Low > 0 ? Rising(x[0].ToAbsolute(), Math.Log) : Others(x),
        [FunctionOperators.Abs] = static x => Magnitude(x[0].ToAbsolute()),
        [FunctionOperators.StopGradient] = static x => x[0],
        [LabelOperators.Label] = static x => x[0],
    }.ToFrozenDictionary();

    /// <summary>The bounds of the result of an element-wise operation.</summary>
    public static ValueBounds Of(Node node, ImmutableArray<ValueBounds> operands)
    {
        if (node.Operator == ConversionOperators.Cast)
            return Convert(operands[0], node.Element);
        if (Rules.TryGetValue(node.Operator, out var rule))
            return rule(operands);
        return node.Element == ElementType.Bool ? ValueBounds.Truth : Others(operands);
    }

    /// <summary>The bounds of a value that does not depend on positions.</summary>
    public static ValueBounds OfConstant(Node node)
    {
        while (node.Operator != SourceOperators.Constant)
        {
            if (node.Inputs.Length != 1 || !(IsMovement(node.Operator) || node.Operator == ConversionOperators.Cast || node.Operator == LabelOperators.Label))
                return node.Element == ElementType.Bool ? ValueBounds.Truth : ValueBounds.Finite;
            node = node.Inputs[0];
        }

        var values = node.AttributesAs<ConstantAttributes>().Values;
        return values.IsEmpty ? ValueBounds.Finite : values.Select(static v => ValueBounds.Exactly(v)).Aggregate(ValueBounds.Join);
    }

    /// <summary>The product of two elements.</summary>
    public static ValueBounds Multiply(ValueBounds a, ValueBounds b)
    {
        if ((a.IsZero && b.IsFinite) || (b.IsZero && a.IsFinite))
            return ValueBounds.Exactly(0);
        if ((a.IsMinusInfinity && b.IsFinite && b.Low > 0) || (b.IsMinusInfinity && a.IsFinite && a.Low > 0))
            return new(double.NegativeInfinity, double.NegativeInfinity);
        if (!a.IsFinite || !b.IsFinite)
            return ValueBounds.Unknown;
        double[] corners = [a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High];
        return new ValueBounds(corners.Min(), corners.Max()).Clamped();
    }

    private static bool IsMovement(Operator candidate) =>
        candidate == MovementOperators.Broadcast || candidate == MovementOperators.Reshape || candidate == MovementOperators.Unsqueeze
        || candidate == MovementOperators.Squeeze || candidate == MovementOperators.Transpose;

    private static ValueBounds Others(ImmutableArray<ValueBounds> operands) =>
        operands.All(static o => o.IsFinite) ? ValueBounds.Finite : ValueBounds.Unknown;

    private static ValueBounds Add(ValueBounds a, ValueBounds b)
    {
        if ((a.IsRelative && b.IsRelative) || a.IsNegligible || b.IsNegligible)
            (a, b) = (a.ToAbsolute(), b.ToAbsolute());
        if ((a.IsMinusInfinity && b.IsFinite) || (b.IsMinusInfinity && a.IsFinite))
            return new(double.NegativeInfinity, double.NegativeInfinity);
        if (!a.IsFinite || !b.IsFinite)
            return ValueBounds.Unknown;
        var high = a.IsNegligible && b.High == double.MaxValue ? a.High : b.IsNegligible && a.High == double.MaxValue ? b.High : a.High + b.High;
        return new ValueBounds(a.Low + b.Low, high, a.IsRelative || b.IsRelative).Clamped();
    }

    private static ValueBounds Subtract(ValueBounds a, ValueBounds b)
    {
        if (b.IsRelative && !a.IsRelative)
            b = b.ToAbsolute();
        if (!b.IsFinite)
            return ValueBounds.Unknown;
        return a.IsRelative && b.IsRelative
            ? new ValueBounds(a.Low - b.High, a.High - b.Low).Clamped()
            : Add(a, new ValueBounds(-b.High, -b.Low));
    }

    // Where the divisor could be 0, so it could for positions that came before, and the result is no number either way.
    private static ValueBounds Divide(ValueBounds a, ValueBounds b)
    {
        if (a.IsZero && b.IsFinite)
            return a;
        if (!b.IsFinite || b.Low <= 0)
            return Others([a, b]);
        if (a.IsMinusInfinity)
            return a;
        return a.IsFinite ? new ValueBounds(a.Low / (a.Low < 0 ? b.Low : b.High), a.High / (a.High < 0 ? b.High : b.Low)).Clamped() : ValueBounds.Unknown;
    }

    private static ValueBounds Extreme(ValueBounds a, ValueBounds b, Func<double, double, double> choose)
    {
        if (a.IsRelative != b.IsRelative)
            (a, b) = (a.ToAbsolute(), b.ToAbsolute());
        return new(choose(a.Low, b.Low), choose(a.High, b.High), a.IsRelative);
    }

    private static ValueBounds Less(ValueBounds a, ValueBounds b)
    {
        if (a.IsRelative != b.IsRelative)
            (a, b) = (a.ToAbsolute(), b.ToAbsolute());
        return a.High < b.Low ? ValueBounds.Exactly(true) : a.Low >= b.High ? ValueBounds.Exactly(false) : ValueBounds.Truth;
    }

    private static ValueBounds Differ(ValueBounds a, ValueBounds b)
    {
        if (a.IsRelative != b.IsRelative)
            (a, b) = (a.ToAbsolute(), b.ToAbsolute());
        if (a.High < b.Low || b.High < a.Low)
            return ValueBounds.Exactly(true);
        return a.Low == a.High && a == b ? ValueBounds.Exactly(false) : ValueBounds.Truth;
    }

    private static ValueBounds Not(ValueBounds a) => new(1 - a.High, 1 - a.Low);

    private static ValueBounds Rising(ValueBounds a, Func<double, double> function) =>
        a.IsFinite || a.IsMinusInfinity ? new ValueBounds(function(a.Low), function(a.High)).Clamped() : ValueBounds.Unknown;

    private static ValueBounds Magnitude(ValueBounds a)
    {
        if (!a.IsFinite)
            return ValueBounds.Unknown;
        var largest = Math.Max(Math.Abs(a.Low), Math.Abs(a.High));
        return new(a.Low > 0 ? a.Low : a.High < 0 ? -a.High : 0, largest);
    }

    // Towards 0 is down for what is not negative; the newest position that is to be added may turn a negative bound into either.
    private static ValueBounds Truncate(ValueBounds a) => !a.IsRelative
        ? Rising(a, Math.Truncate)
        : new ValueBounds(Math.Floor(a.Low), a.Low >= 0 ? Math.Floor(a.High) : Math.Ceiling(a.High), IsRelative: true);

    private static ValueBounds Convert(ValueBounds a, ElementType element)
    {
        if (element != ElementType.Bool)
            return element == ElementType.Int && a.IsFinite ? Truncate(a) : a;
        return a.Is(0) ? a : !a.IsRelative && (a.Low > 0 || a.High < 0) ? ValueBounds.Exactly(true) : ValueBounds.Truth;
    }
}
