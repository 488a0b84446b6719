using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Marks what a gradient computes again instead of keeping it (Chen et al., "Training deep nets with sublinear memory cost", 2016).</summary>
[OperatorFamily]
public static class RecomputationOperators
{
    /// <summary>
    /// Its first input, whose gradient computes again what lies between it and the other inputs. Differentiation treats it as a whole; once gradients are made
    /// it is its first input.
    /// </summary>
    public static readonly Operator Recomputed = new()
    {
        Name = "recomputed",
        Summary = "The same value; what it is computed from is computed again for its gradient.",
        IsCallable = false,
        Infer = static context => context.Inputs[0],
        Gradient = new NotDifferentiableRule("what it marks is differentiated as a whole, on values that are computed again"),
        Lowering = new ElementLowering(static (context, indices) => context.Input(0, indices)),
        Cost = static _ => Dimension.Zero,
    };

    /// <summary>
    /// Its first input, not before the second is there: what is computed from it is computed then, and is not taken for what was computed from that input before.
    /// </summary>
    public static readonly Operator Again = new()
    {
        Name = "again",
        Summary = "The same value, once another one is computed.",
        IsCallable = false,
        Infer = static context => ShapeRules.CheckElement(context, 1, OperandElements.Float) is { } failure ? failure : context.Inputs[0],
        Gradient = new DifferentiableRule(static context => [context.OutputGradient, null]),

        // Reads an element of the other value, so that no stage can change the order.
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var value = context.Input(0, indices);
            var shape = context.InputShape(1);
            if (shape.Contains(0))
                return value;
            var other = context.Input(1, [.. shape.Select(static _ => IndexExpression.Zero)]);
            return new SelectScalar(new UnaryScalar(ScalarOperation.IsNaN, other, ElementType.Bool), value, value);
        }),
        Cost = static _ => Dimension.Zero,
    };
}
