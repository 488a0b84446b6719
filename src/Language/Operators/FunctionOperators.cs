using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using static Dsl.Language.Graph.OperandElements;
using static Dsl.Language.Operators.ElementwiseRules;

namespace Dsl.Language.Operators;

/// <summary>Functions of one number, element by element.</summary>
[OperatorFamily]
public static class FunctionOperators
{
    public static readonly Operator Exp = Smooth("exp", "The exponential function.", "d exp(x) = exp(x) dx", "print(exp([0, 1]))   # [1, 2.71828]",
        ScalarOperation.Exp, static c => c.Builder.Multiply(c.OutputGradient, c.Output), PrecisionRole.Wide);

    public static readonly Operator Log = Smooth("log", "The natural logarithm; NaN for a negative number, minus infinity for 0.",
        "d log(x) = dx / x", "print(log(10))   # 2.30259",
        ScalarOperation.Log, static c => c.Builder.Divide(c.OutputGradient, c.Input(0)), PrecisionRole.Wide);

    public static readonly Operator Log1P = Smooth("log1p", "The natural logarithm of 1 + x, exact for small x.",
        "log1p(x) = log(1 + x)", "print(log1p(1))   # 0.693147",
        ScalarOperation.Log1P, static c => c.Builder.Divide(c.OutputGradient, c.Builder.Add(c.Input(0), c.Builder.ConstantLike(c.Input(0), 1))), PrecisionRole.Wide);

    public static readonly Operator ExpM1 = Smooth("expm1", "The exponential of x less 1, exact for small x.",
        "expm1(x) = exp(x) - 1", "print(expm1(1))   # 1.71828",
        ScalarOperation.ExpM1, static c => c.Builder.Multiply(c.OutputGradient, c.Builder.Add(c.Output, c.Builder.ConstantLike(c.Output, 1))), PrecisionRole.Wide);

    public static readonly Operator Sqrt = Smooth("sqrt", "The square root; NaN for a negative number.",
        "d sqrt(x) = dx / (2 sqrt(x))", "print(sqrt([4, 9]))   # [2, 3]",
        ScalarOperation.Sqrt, static c => c.Builder.Divide(c.OutputGradient, c.Builder.Multiply(c.Output, c.Builder.ConstantLike(c.Output, 2))), PrecisionRole.Wide);

    public static readonly Operator Abs = new()
    {
        Name = "abs",
        Summary = "The size of a number without its sign; the gradient at 0 is taken as 0.",
        Formula = "d |x| = sign(x) dx",
        Example = "print(abs([-2, 3]))   # [2, 3]",
        Parameters = Operand(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = Unary(static c => c.Builder.Multiply(c.OutputGradient, c.Builder.Sign(c.Input(0)))),
        Lowering = Lower(ScalarOperation.Abs, 1),
        Cost = PerElement(1),
    };

    public static readonly Operator Sign = new()
    {
        Name = "sign",
        Summary = "-1, 0 or 1, as the number is negative, zero or positive.",
        Example = "print(sign([-2, 0, 3]))   # [-1, 0, 1]",
        Parameters = Operand(Number),
        IsElementwise = true,
        Infer = Infer(Number),
        Gradient = new ZeroAlmostEverywhereRule("a sign moves in steps"),
        Lowering = Lower(ScalarOperation.Sign, 1),
        Cost = PerElement(1),
    };

    public static readonly Operator Sin = Smooth("sin", "The sine of an angle in radians.", "d sin(x) = cos(x) dx", "print(sin(1))   # 0.841471",
        ScalarOperation.Sin, static c => c.Builder.Multiply(c.OutputGradient, c.Builder.Cos(c.Input(0))));

    public static readonly Operator Cos = Smooth("cos", "The cosine of an angle in radians.", "d cos(x) = -sin(x) dx", "print(cos(1))   # 0.540302",
        ScalarOperation.Cos, static c => c.Builder.Negate(c.Builder.Multiply(c.OutputGradient, c.Builder.Sin(c.Input(0)))));

    public static readonly Operator Tanh = Smooth("tanh", "The hyperbolic tangent: squeezes any number into -1 to 1.",
        "d tanh(x) = (1 - tanh(x)^2) dx", "print(tanh(1))   # 0.761594",
        ScalarOperation.Tanh, static c => c.Builder.Multiply(
            c.OutputGradient, c.Builder.Subtract(c.Builder.ConstantLike(c.Output, 1), c.Builder.Multiply(c.Output, c.Output))));

    public static readonly Operator Sigmoid = Smooth("sigmoid", "The logistic function: squeezes any number into 0 to 1.",
        "sigmoid(x) = 1 / (1 + exp(-x)), d sigmoid(x) = sigmoid(x) (1 - sigmoid(x)) dx", "print(sigmoid([0, 1]))   # [0.5, 0.731059]",
        ScalarOperation.Sigmoid, static c => c.Builder.Multiply(
            c.OutputGradient, c.Builder.Multiply(c.Output, c.Builder.Subtract(c.Builder.ConstantLike(c.Output, 1), c.Output))));

    public static readonly Operator Erf = Smooth("erf", "The error function, the integral behind the normal distribution.",
        "erf(x) = 2/sqrt(pi) * integral of exp(-t^2) for t from 0 to x", "print(erf(1))   # 0.842701",
        ScalarOperation.Erf, static c =>
        {
            var slope = c.Builder.Exp(c.Builder.Negate(c.Builder.Multiply(c.Input(0), c.Input(0))));
            return c.Builder.Multiply(c.Builder.Multiply(c.OutputGradient, slope), c.Builder.ConstantLike(slope, 2 / Math.Sqrt(Math.PI)));
        });

    public static readonly Operator Floor = Step("floor", "The largest whole number that is not above x.", "print(floor([1.7, -1.2]))   # [1, -2]", ScalarOperation.Floor);

    public static readonly Operator Ceil = Step("ceil", "The smallest whole number that is not below x.", "print(ceil([1.2, -1.7]))   # [2, -1]", ScalarOperation.Ceiling);

    public static readonly Operator Round = Step("round", "The nearest whole number; a half goes to the even neighbour.",
        "print(round([1.7, 2.5, -1.2]))   # [2, 2, -1]", ScalarOperation.Round);

    public static readonly Operator StopGradient = new()
    {
        Name = "stop_gradient",
        Summary = "The same value, through which no gradient flows.",
        Example = "a = 3.0\nprint(grad(a * stop_gradient(a), wrt: a))   # 3",
        Parameters = Operand(Any),
        IsElementwise = true,
        Infer = Infer(Any),
        Gradient = new ZeroAlmostEverywhereRule("the script asks that no gradient flows here"),
        Lowering = new ElementLowering(static (context, indices) => context.Input(0, indices)),
        Cost = PerElement(0),
    };

    private static Operator Smooth(
        string name, string summary, string formula, string example, ScalarOperation operation, Func<GradientContext, Node> gradient,
        PrecisionRole precision = PrecisionRole.Follows) => new()
        {
            Name = name,
            Summary = summary,
            Formula = formula,
            Example = example,
            Parameters = Operand(Float),
            IsElementwise = true,
            Infer = Infer(Float),
            Gradient = Unary(gradient),
            Lowering = Lower(operation, 1),
            Precision = precision,
            Cost = PerElement(operation == ScalarOperation.Sqrt ? 1 : 8),
        };

    private static Operator Step(string name, string summary, string example, ScalarOperation operation) => new()
    {
        Name = name,
        Summary = summary,
        Example = example,
        Parameters = Operand(Float),
        IsElementwise = true,
        Infer = Infer(Float),
        Gradient = new ZeroAlmostEverywhereRule("a rounded number moves in steps"),
        Lowering = Lower(operation, 1),
        Cost = PerElement(1),
    };
}
