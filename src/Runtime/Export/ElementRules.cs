using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>Operators that work element by element.</summary>
internal static class ElementRules
{
    public static ImmutableArray<OnnxRule> All { get; } =
    [
        OnnxRule.Same(ArithmeticOperators.Add, "Add"),
        OnnxRule.Same(ArithmeticOperators.Subtract, "Sub"),
        OnnxRule.Same(ArithmeticOperators.Multiply, "Mul"),
        OnnxRule.Same(ArithmeticOperators.Divide, "Div"),
        OnnxRule.Same(ArithmeticOperators.Power, "Pow"),
        new OnnxRule(ArithmeticOperators.FloorDivide, FloorDivide),
        new OnnxRule(ArithmeticOperators.Modulo, Modulo),
        OnnxRule.Same(ArithmeticOperators.Maximum, "Max"),
        OnnxRule.Same(ArithmeticOperators.Minimum, "Min"),
        OnnxRule.Same(ArithmeticOperators.Negate, "Neg"),
        OnnxRule.Same(ComparisonOperators.Equal, "Equal"),
        new OnnxRule(ComparisonOperators.NotEqual, static context => context.Add("Not", [context.Add("Equal", context.Inputs)])),
        OnnxRule.Same(ComparisonOperators.Less, "Less"),
        OnnxRule.Same(ComparisonOperators.LessEqual, "LessOrEqual"),
        OnnxRule.Same(ComparisonOperators.Greater, "Greater"),
        OnnxRule.Same(ComparisonOperators.GreaterEqual, "GreaterOrEqual"),
        OnnxRule.Same(ComparisonOperators.LogicalAnd, "And"),
        OnnxRule.Same(ComparisonOperators.LogicalOr, "Or"),
        OnnxRule.Same(ComparisonOperators.LogicalNot, "Not"),
        OnnxRule.Same(ComparisonOperators.IsNaN, "IsNaN"),
        new OnnxRule(ComparisonOperators.Where, Choose),
        new OnnxRule(ConversionOperators.Cast, static context => context.Cast(context.Inputs[0], context.Node.Element)),
        OnnxRule.Same(FunctionOperators.Exp, "Exp"),
        OnnxRule.Same(FunctionOperators.Log, "Log"),
        new OnnxRule(FunctionOperators.Log1P, Log1P),
        new OnnxRule(FunctionOperators.ExpM1, ExpM1),
        OnnxRule.Same(FunctionOperators.Sqrt, "Sqrt"),
        OnnxRule.Same(FunctionOperators.Abs, "Abs"),
        OnnxRule.Same(FunctionOperators.Sign, "Sign"),
        OnnxRule.Same(FunctionOperators.Sin, "Sin"),
        OnnxRule.Same(FunctionOperators.Cos, "Cos"),
        OnnxRule.Same(FunctionOperators.Tanh, "Tanh"),
        OnnxRule.Same(FunctionOperators.Sigmoid, "Sigmoid"),
        OnnxRule.Same(FunctionOperators.Erf, "Erf"),
        OnnxRule.Same(FunctionOperators.Floor, "Floor"),
        OnnxRule.Same(FunctionOperators.Ceil, "Ceil"),
        OnnxRule.Same(FunctionOperators.Round, "Round"),
        OnnxRule.Nothing(FunctionOperators.StopGradient),
        OnnxRule.Nothing(RecomputationOperators.Recomputed),
        OnnxRule.Nothing(RecomputationOperators.Again),
        OnnxRule.Nothing(LabelOperators.Label),
    ];

    // ONNX Runtime chooses between numbers only.
    private static string Choose(OnnxRuleContext context)
    {
        if (context.Node.Element != ElementType.Bool)
            return context.Add("Where", context.Inputs);
        var chosen = context.Add("And", [context.Inputs[0], context.Inputs[1]]);
        return context.Add("Or", [chosen, context.Add("And", [context.Add("Not", [context.Inputs[0]]), context.Inputs[2]])]);
    }

    // Division of whole numbers rounds towards zero there; what is left after taking the rest away, which has the divisor's sign, comes out.
    private static string FloorDivide(OnnxRuleContext context)
    {
        if (context.Node.Element != ElementType.Int)
            return FloorDivideFloats(context);
        var divisor = WithoutZeros(context, out var isZero);
        var quotient = context.Add("Div", [context.Add("Sub", [context.Inputs[0], context.Add("Mod", [context.Inputs[0], divisor])]), divisor]);
        return isZero is null ? quotient : context.Add("Where", [isZero, context.Like(0), quotient]);
    }

    // A quotient that is a whole number only because it was rounded has almost the whole divisor as remainder if it was rounded up.
    private static string FloorDivideFloats(OnnxRuleContext context)
    {
        var quotient = context.Add("Div", context.Inputs);
        var floor = context.Add("Floor", [quotient]);
        var remainder = context.Add("Abs", [RemainderOfFloats(context)]);
        var isLarge = context.Add("Greater", [context.Add("Add", [remainder, remainder]), context.Add("Abs", [context.Inputs[1]])]);
        var isLifted = context.Add("And", [context.Add("Equal", [quotient, floor]), isLarge]);
        return context.Add("Where", [isLifted, context.Add("Sub", [floor, context.Like(1)]), floor]);
    }

    private static string Modulo(OnnxRuleContext context) =>
        context.Node.Element == ElementType.Int ? context.Add("Mod", [context.Inputs[0], WithoutZeros(context, out _)]) : RemainderOfFloats(context);

    // What remains has the dividend's sign there, and the divisor's here.
    private static string RemainderOfFloats(OnnxRuleContext context)
    {
        var remainder = context.Add("Mod", context.Inputs, OnnxAttribute.Of("fmod", 1));
        var zero = context.Like(0);
        var differs = context.Add("Xor", [context.Add("Less", [remainder, zero]), context.Add("Less", [context.Inputs[1], zero])]);
        var isAdded = context.Add("And", [differs, context.Add("Not", [context.Add("Equal", [remainder, zero])])]);
        return context.Add("Where", [isAdded, context.Add("Add", [remainder, context.Inputs[1]]), remainder]);
    }

    // A whole number divided by 0 gives 0 and leaves 0; programs that read ONNX files stop there, so they get a divisor of 1.
    private static string WithoutZeros(OnnxRuleContext context, out string? isZero)
    {
        isZero = null;
        if (IsNeverZero(context.Node.Inputs[1]))
            return context.Inputs[1];
        isZero = context.Add("Equal", [context.Inputs[1], context.Like(0)]);
        return context.Add("Where", [isZero, context.Like(1), context.Inputs[1]]);
    }

    private static bool IsNeverZero(Node node) => node.Attributes is ConstantAttributes constant ? !constant.Values.Contains(0)
        : (node.Operator == MovementOperators.Broadcast || node.Operator == MovementOperators.Reshape) && IsNeverZero(node.Inputs[0]);

    // log(1 + x) = x log(u) / (u - 1) with u = 1 + x as it is rounded: the error of u is in both (Goldberg, What every computer scientist should know about floating-point arithmetic, theorem 4).
    private static string Log1P(OnnxRuleContext context)
    {
        var (x, one) = (context.Inputs[0], context.Like(1));
        var sum = context.Add("Add", [x, one]);
        var log = context.Add("Log", [sum]);
        var corrected = context.Add("Div", [context.Add("Mul", [x, log]), context.Add("Sub", [sum, one])]);
        var small = context.Add("Where", [context.Add("Equal", [sum, one]), x, corrected]);
        return context.Add("Where", [context.Add("Greater", [context.Add("Abs", [x]), one]), log, small]);
    }

    // exp(x) - 1 = (u - 1) x / log(u) with u = exp(x) as it is rounded (Higham, Accuracy and stability of numerical algorithms, 1.14.1).
    private static string ExpM1(OnnxRuleContext context)
    {
        var (x, one) = (context.Inputs[0], context.Like(1));
        var exponential = context.Add("Exp", [x]);
        var difference = context.Add("Sub", [exponential, one]);
        var corrected = context.Add("Div", [context.Add("Mul", [difference, x]), context.Add("Log", [exponential])]);
        var small = context.Add("Where", [context.Add("Equal", [exponential, one]), x, corrected]);
        return context.Add("Where", [context.Add("Greater", [context.Add("Abs", [x]), one]), difference, small]);
    }
}
