using Dsl.Language.Lowering;
using Dsl.Language.Syntax;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>Arithmetic on numbers and sizes that are known before a script runs.</summary>
internal static class StaticArithmetic
{
    /// <summary>The primitive operator behind an infix symbol, or null.</summary>
    public static string? OperatorName(SyntaxKind kind) => kind switch
    {
        SyntaxKind.PlusToken => "add",
        SyntaxKind.MinusToken => "subtract",
        SyntaxKind.StarToken => "multiply",
        SyntaxKind.SlashToken => "divide",
        SyntaxKind.SlashSlashToken => "floor_divide",
        SyntaxKind.PercentToken => "modulo",
        SyntaxKind.CaretToken => "power",
        SyntaxKind.EqualsEqualsToken => "equal",
        SyntaxKind.NotEqualsToken => "not_equal",
        SyntaxKind.LessToken => "less",
        SyntaxKind.LessEqualsToken => "less_equal",
        SyntaxKind.GreaterToken => "greater",
        SyntaxKind.GreaterEqualsToken => "greater_equal",
        _ => null,
    };

    /// <summary>The result, or null for a division by zero.</summary>
    public static Value? Combine(SyntaxKind kind, Value left, Value right, DimensionFacts facts) =>
        left is IntegerValue a && right is IntegerValue b
            ? CombineSizes(kind, a.Size, b.Size, facts)
            : CombineNumbers(kind, AsNumber(left), AsNumber(right));

    private static Value? CombineSizes(SyntaxKind kind, Dimension left, Dimension right, DimensionFacts facts)
    {
        switch (kind)
        {
            case SyntaxKind.PlusToken:
                return new IntegerValue(left + right);
            case SyntaxKind.MinusToken:
                return new IntegerValue(left - right);
            case SyntaxKind.StarToken:
                return new IntegerValue(left * right);
            case SyntaxKind.SlashToken:
                if (right.ConstantValue == 0)
                    return left.ConstantValue is { } dividend ? new NumberValue((double)dividend / 0) : null;
                if (Dimension.DivideExactly(left, right, facts) is { } exact)
                    return new IntegerValue(exact);
                return left.ConstantValue is { } a && right.ConstantValue is { } b
                    ? new NumberValue((double)a / b)
                    : new IntegerValue(Dimension.DemandExactQuotient(left, right));
            case SyntaxKind.SlashSlashToken:
                return right.ConstantValue == 0 ? null : new IntegerValue(Dimension.FloorDivide(left, right, facts));
            case SyntaxKind.PercentToken:
                return right.ConstantValue == 0 ? null : new IntegerValue(Dimension.Remainder(left, right, facts));
            case SyntaxKind.CaretToken:
                return Power(left, right);
            case SyntaxKind.EqualsEqualsToken:
                return new BooleanValue(facts.AreEqual(left, right));
            case SyntaxKind.NotEqualsToken:
                return new BooleanValue(!facts.AreEqual(left, right));
            case SyntaxKind.LessEqualsToken:
                return new BooleanValue(facts.IsAtMost(left, right));
            case SyntaxKind.LessToken:
                return new BooleanValue(facts.IsAtMost(left + 1, right));
            case SyntaxKind.GreaterEqualsToken:
                return new BooleanValue(facts.IsAtMost(right, left));
            case SyntaxKind.GreaterToken:
                return new BooleanValue(facts.IsAtMost(right + 1, left));
            default:
                return null;
        }
    }

    private static Value Power(Dimension left, Dimension right)
    {
        if (right.ConstantValue is not { } exponent || exponent is < 0 or > 62)
        {
            return left.ConstantValue is { } value && right.ConstantValue is { } power
                ? new NumberValue(Math.Pow(value, power))
                : PoisonValue.Instance;
        }

        if (left.ConstantValue is { } number && Math.Pow(Math.Abs((double)number), exponent) > long.MaxValue / 2)
            return new NumberValue(Math.Pow(number, exponent));
        var result = Dimension.One;
        for (var i = 0; i < exponent && i < (left.IsConstant ? 62 : 8); i++)
            result *= left;
        return new IntegerValue(result);
    }

    private static Value CombineNumbers(SyntaxKind kind, double? left, double? right)
    {
        if (left is not { } a || right is not { } b)
            return PoisonValue.Instance;
        return kind switch
        {
            SyntaxKind.PlusToken => new NumberValue(a + b),
            SyntaxKind.MinusToken => new NumberValue(a - b),
            SyntaxKind.StarToken => new NumberValue(a * b),
            SyntaxKind.SlashToken => new NumberValue(a / b),
            SyntaxKind.SlashSlashToken => new NumberValue(FloorDivision.Quotient(a, b)),
            SyntaxKind.PercentToken => new NumberValue(FloorDivision.Remainder(a, b)),
            SyntaxKind.CaretToken => new NumberValue(Math.Pow(a, b)),
            SyntaxKind.EqualsEqualsToken => new BooleanValue(a == b),
            SyntaxKind.NotEqualsToken => new BooleanValue(a != b),
            SyntaxKind.LessToken => new BooleanValue(a < b),
            SyntaxKind.LessEqualsToken => new BooleanValue(a <= b),
            SyntaxKind.GreaterToken => new BooleanValue(a > b),
            SyntaxKind.GreaterEqualsToken => new BooleanValue(a >= b),
            _ => PoisonValue.Instance,
        };
    }

    private static double? AsNumber(Value value) => value switch
    {
        NumberValue number => number.Number,
        IntegerValue { Size.ConstantValue: { } constant } => constant,
        _ => null,
    };
}
