using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using static Dsl.Language.Graph.OperandElements;
using static Dsl.Language.Operators.ElementwiseRules;

namespace Dsl.Language.Operators;

/// <summary>Comparisons, logic and choice, element by element.</summary>
[OperatorFamily]
public static class ComparisonOperators
{
    public static readonly Operator Equal = Comparison("equal", "==", "Whether two values are equal.", ScalarOperation.Equal, Any,
        "print([1, 2] == [1, 3])   # [true, false]");

    public static readonly Operator NotEqual = Comparison("not_equal", "!=", "Whether two values differ.", ScalarOperation.NotEqual, Any,
        "print([1, 2] != [1, 3])   # [false, true]");

    public static readonly Operator Less = Comparison("less", "<", "Whether the left value is smaller.", ScalarOperation.Less, Number,
        "print([1, 2, 3] < 2)   # [true, false, false]");

    public static readonly Operator LessEqual = Comparison("less_equal", "<=", "Whether the left value is smaller or equal.",
        ScalarOperation.LessOrEqual, Number, "print([1, 2, 3] <= 2)   # [true, true, false]");

    public static readonly Operator Greater = Comparison("greater", ">", "Whether the left value is larger.", ScalarOperation.Greater, Number,
        "print([1, 2, 3] > 2)   # [false, false, true]");

    public static readonly Operator GreaterEqual = Comparison("greater_equal", ">=", "Whether the left value is larger or equal.",
        ScalarOperation.GreaterOrEqual, Number, "print([1, 2, 3] >= 2)   # [false, true, true]");

    public static readonly Operator LogicalAnd = Logic("logical_and", "and", "Whether both are true.", ScalarOperation.And,
        "print([true, true] and [true, false])   # [true, false]");

    public static readonly Operator LogicalOr = Logic("logical_or", "or", "Whether at least one is true.", ScalarOperation.Or,
        "print([true, false] or [false, false])   # [true, false]");

    public static readonly Operator LogicalNot = new()
    {
        Name = "logical_not",
        Symbol = "not",
        Summary = "Turns true to false and false to true.",
        Example = "print(not [true, false])   # [false, true]",
        Parameters = Operand(Bool),
        IsElementwise = true,
        Infer = Infer(Bool),
        Gradient = new ZeroAlmostEverywhereRule("a truth value moves in steps"),
        Lowering = Lower(ScalarOperation.Not, 1),
        Cost = PerElement(1),
    };

    public static readonly Operator IsNaN = new()
    {
        Name = "is_nan",
        Summary = "Whether a value is not a number: the result of 0/0, or of the logarithm of a negative number.",
        Example = "print(is_nan(log([-1, 1])))   # [true, false]",
        Parameters = Operand(Float),
        IsElementwise = true,
        Infer = Infer(Float, ElementType.Bool),
        Gradient = new ZeroAlmostEverywhereRule("a truth value moves in steps"),
        Lowering = Lower(ScalarOperation.IsNaN, 1),
        Cost = PerElement(1),
    };

    public static readonly Operator Where = new()
    {
        Name = "where",
        Summary = "Takes from the second where the condition is true, and from the third where it is false.",
        Formula = "where(c, a, b) = a if c else b",
        Example = "x = [-1, 2]\nprint(where(x > 0, x, 0))   # [0, 2]",
        Parameters =
        [
            new("condition", OperatorParameterKind.Tensor, "which to take", Elements: Bool),
            new("a", OperatorParameterKind.Tensor, "values where true"),
            new("b", OperatorParameterKind.Tensor, "values where false"),
        ],
        IsElementwise = true,
        Infer = static context =>
        {
            var failure = ShapeRules.CheckElement(context, 0, Bool) ?? ShapeRules.CheckSameElement(context, 1, 2)
                ?? ShapeRules.CheckSameShape(context, 1, 2) ?? ShapeRules.CheckSameShape(context, 1, 0);
            if (failure is not null)
                return failure;
            return new TensorType(context.Inputs[1].Element, ShapeRules.MergeNames([context.Inputs[1], context.Inputs[2], context.Inputs[0]]));
        },
        Gradient = new DifferentiableRule(static context =>
        {
            var zeros = context.Builder.ZerosLike(context.OutputGradient);
            return
            [
                null,
                context.Builder.Where(context.Input(0), context.OutputGradient, zeros),
                context.Builder.Where(context.Input(0), zeros, context.OutputGradient),
            ];
        }),
        Lowering = new ElementLowering(static (context, indices) =>
            new SelectScalar(context.Input(0, indices), context.Input(1, indices), context.Input(2, indices))),
        Cost = PerElement(1),
    };

    private static Operator Comparison(string name, string symbol, string summary, ScalarOperation operation, OperandElements operands, string example) => new()
    {
        Name = name,
        Symbol = symbol,
        Summary = summary,
        Example = example,
        Parameters = Operands(operands),
        IsElementwise = true,
        Infer = Infer(operands, ElementType.Bool),
        Gradient = new ZeroAlmostEverywhereRule("a comparison moves in steps"),
        Lowering = Lower(operation, 2),
        Cost = PerElement(1),
    };

    private static Operator Logic(string name, string symbol, string summary, ScalarOperation operation, string example) => new()
    {
        Name = name,
        Symbol = symbol,
        Summary = summary,
        Example = example,
        Parameters = Operands(Bool),
        IsElementwise = true,
        Infer = Infer(Bool),
        Gradient = new ZeroAlmostEverywhereRule("a truth value moves in steps"),
        Lowering = Lower(operation, 2),
        Cost = PerElement(1),
    };
}
