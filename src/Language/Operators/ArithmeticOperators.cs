using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using static Dsl.Language.Graph.OperandElements;
using static Dsl.Language.Operators.ElementwiseRules;

namespace Dsl.Language.Operators;

/// <summary>Arithmetic, element by element.</summary>
[OperatorFamily]
public static class ArithmeticOperators
{
    public static readonly Operator Add = new()
    {
        Name = "add",
        Symbol = "+",
        Summary = "Adds element by element.",
        Example = "print([1, 2] + [10, 20])   # [11, 22]",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Binary(static c => c.OutputGradient, static c => c.OutputGradient),
        Lowering = Lower(ScalarOperation.Add, 2),
        Cost = PerElement(1),
    };

    public static readonly Operator Subtract = new()
    {
        Name = "subtract",
        Symbol = "-",
        Summary = "Subtracts element by element.",
        Example = "print([10, 20] - [1, 2])   # [9, 18]",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Binary(static c => c.OutputGradient, static c => c.Builder.Negate(c.OutputGradient)),
        Lowering = Lower(ScalarOperation.Subtract, 2),
        Cost = PerElement(1),
    };

    public static readonly Operator Multiply = new()
    {
        Name = "multiply",
        Symbol = "*",
        Summary = "Multiplies element by element; the matrix product is `@`.",
        Example = "print([1, 2, 3] * 2)   # [2, 4, 6]",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Binary(
            static c => c.Builder.Multiply(c.OutputGradient, c.Input(1)),
            static c => c.Builder.Multiply(c.OutputGradient, c.Input(0))),
        Lowering = Lower(ScalarOperation.Multiply, 2),
        Cost = PerElement(1),
    };

    public static readonly Operator Divide = new()
    {
        Name = "divide",
        Symbol = "/",
        Summary = "Divides element by element; whole numbers become floats first, `//` rounds down instead.",
        Example = "print([1, 3] / 2)   # [0.5, 1.5]",
        Parameters = Operands(Float),
        IsElementwise = true,
        Infer = Infer(Float),
        Gradient = Binary(
            static c => Quotient(c, c.OutputGradient),
            static c => c.Builder.Negate(Quotient(c, c.Builder.Multiply(c.OutputGradient, c.Output)))),
        Lowering = Lower(ScalarOperation.Divide, 2),
        Precision = PrecisionRole.Quotient,
        Cost = PerElement(1),
    };

    public static readonly Operator Power = new()
    {
        Name = "power",
        Symbol = "^",
        Summary = "Raises to a power element by element; a negative number to a fractional power is NaN.",
        Formula = "d(a^b) = b a^(b-1) da + a^b log(a) db",
        Example = "print([1, 2, 3] ^ 2)   # [1, 4, 9]",
        Parameters = Operands(Float),
        IsElementwise = true,
        Infer = Infer(Float),
        Gradient = Binary(BaseGradient, ExponentGradient),
        Lowering = Lower(ScalarOperation.Power, 2),
        Precision = PrecisionRole.Wide,
        Cost = PerElement(10),
    };

    public static readonly Operator FloorDivide = new()
    {
        Name = "floor_divide",
        Symbol = "//",
        Summary = "Divides and rounds down to a whole number.",
        Formula = "a // b = floor(a / b)",
        Example = "print(7 // 2, -7 // 2)   # 3 -4",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = new ZeroAlmostEverywhereRule("a quotient rounded down moves in steps"),
        Lowering = Lower(ScalarOperation.FloorDivide, 2),
        Cost = PerElement(2),
    };

    public static readonly Operator Modulo = new()
    {
        Name = "modulo",
        Symbol = "%",
        Summary = "The remainder of division rounded down; it has the sign of the divisor.",
        Formula = "a % b = a - b floor(a / b)",
        Example = "print(7 % 3, -7 % 3)   # 1 2",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Binary(
            static c => c.OutputGradient,
            static c => c.Builder.Negate(c.Builder.Multiply(c.OutputGradient, c.Builder.FloorDivide(c.Input(0), c.Input(1))))),
        Lowering = Lower(ScalarOperation.Modulo, 2),
        Cost = PerElement(3),
    };

    public static readonly Operator Maximum = new()
    {
        Name = "maximum",
        Summary = "The larger of two values, element by element; equal values share the gradient.",
        Example = "print(maximum([-1, 2], 0))   # [0, 2]",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Extreme(static (builder, a, b) => builder.Greater(a, b)),
        Lowering = Lower(ScalarOperation.Maximum, 2),
        Cost = PerElement(1),
    };

    public static readonly Operator Minimum = new()
    {
        Name = "minimum",
        Summary = "The smaller of two values, element by element; equal values share the gradient.",
        Example = "print(minimum([-1, 2], 0))   # [-1, 0]",
        Parameters = Operands(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Extreme(static (builder, a, b) => builder.Less(a, b)),
        Lowering = Lower(ScalarOperation.Minimum, 2),
        Cost = PerElement(1),
    };

    public static readonly Operator Negate = new()
    {
        Name = "negate",
        Symbol = "-",
        Summary = "Changes the sign.",
        Example = "print(-[1, -2])   # [-1, 2]",
        Parameters = Operand(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Unary(static c => c.Builder.Negate(c.OutputGradient)),
        Lowering = Lower(ScalarOperation.Negate, 1),
        Cost = PerElement(1),
    };

    // A gradient divided by a row's number: one division and many products, which differ from quotients in their last digit.
    private static Node Quotient(GradientContext context, Node dividend)
    {
        var (builder, divisor) = (context.Builder, context.Input(1));
        if (divisor.Operator != MovementOperators.Broadcast)
            return builder.Divide(dividend, divisor);
        var number = divisor.Inputs[0];
        return builder.Multiply(dividend, builder.Broadcast(builder.Divide(builder.ConstantLike(number, 1), number), divisor.Shape));
    }

    // At base 0, and at what is so near to it that 1 / a overflows, the exponent 0 is replaced inside the power, so that b a^(b-1) is 0 there and not 0 times infinity, for
    // derivatives of any order. So it is where the base is no number: a^0 is 1 whatever a is.
    private static Node BaseGradient(GradientContext context)
    {
        var builder = context.Builder;
        var exponent = context.Input(1);
        var one = builder.ConstantLike(exponent, 1);
        var least = builder.ConstantLike(context.Input(0), LeastNormal(context.Input(0).Element));
        var atZero = builder.Where(builder.Less(least, builder.Create(FunctionOperators.Abs, context.Input(0))), exponent, one);
        var safe = builder.Where(builder.Equal(exponent, builder.ZerosLike(exponent)), atZero, exponent);
        var slope = builder.Multiply(exponent, builder.Power(context.Input(0), builder.Subtract(safe, one)));
        return builder.Multiply(context.OutputGradient, slope);
    }

    // The least number with all its digits; its reciprocal is finite.
    private static double LeastNormal(ElementType element) => element switch
    {
        ElementType.Float64 => Math.ScaleB(1, -1022),
        ElementType.Float16 => Math.ScaleB(1, -14),
        _ => Math.ScaleB(1, -126),
    };

    // At base 0 the limit of a^b log(a) is 0 for a positive exponent, where log never sees the 0, and minus infinity for a negative one.
    private static Node ExponentGradient(GradientContext context)
    {
        var builder = context.Builder;
        var @base = context.Input(0);
        var atZero = builder.Where(builder.Less(context.Input(1), builder.ZerosLike(context.Input(1))), @base, builder.ConstantLike(@base, 1));
        var safe = builder.Where(builder.Equal(@base, builder.ZerosLike(@base)), atZero, @base);
        return builder.Multiply(context.OutputGradient, builder.Multiply(context.Output, builder.Log(safe)));
    }

    private static GradientRule Extreme(Func<GraphBuilder, Node, Node, Node> wins)
    {
        return Binary(c => Share(c, c.Input(0), c.Input(1)), c => Share(c, c.Input(1), c.Input(0)));

        Node Share(GradientContext context, Node self, Node other)
        {
            var builder = context.Builder;
            var zero = builder.ZerosLike(context.OutputGradient);
            var half = builder.Multiply(context.OutputGradient, builder.ConstantLike(context.OutputGradient, 0.5));
            return builder.Where(wins(builder, self, other), context.OutputGradient, builder.Where(builder.Equal(self, other), half, zero));
        }
    }
}
