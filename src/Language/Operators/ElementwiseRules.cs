using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>What the declarations of element-wise operators share: shape rule, lowering, cost.</summary>
internal static class ElementwiseRules
{
    /// <summary>All inputs have one shape and one allowed element type, which the result has too unless another is given.</summary>
    public static Func<InferenceContext, InferenceResult> Infer(OperandElements allowed, ElementType? result = null) => context =>
    {
        for (var input = 0; input < context.Inputs.Length; input++)
        {
            if (ShapeRules.CheckElement(context, input, allowed) is { } wrong)
                return wrong;
        }

        for (var input = 1; input < context.Inputs.Length; input++)
        {
            if ((ShapeRules.CheckSameElement(context, 0, input) ?? ShapeRules.CheckSameShape(context, 0, input)) is { } failure)
                return failure;
        }

        return new TensorType(result ?? context.Inputs[0].Element, ShapeRules.MergeNames(context.Inputs));
    };

    /// <summary>One scalar operation an element.</summary>
    public static LoweringRule Lower(ScalarOperation operation, int operands) => operands == 1
        ? new ElementLowering((context, indices) => new UnaryScalar(operation, context.Input(0, indices), context.Node.Element))
        : new ElementLowering((context, indices) =>
            new BinaryScalar(operation, context.Input(0, indices), context.Input(1, indices), context.Node.Element));

    /// <summary>So many floating-point operations an element of the result.</summary>
    public static Func<CostContext, Dimension> PerElement(long operations) => context => context.Output.Shape.ElementCount * operations;

    public static ImmutableArray<OperatorParameter> Operand(OperandElements elements) =>
        [new("x", OperatorParameterKind.Tensor, "the values", Elements: elements)];

    public static ImmutableArray<OperatorParameter> Operands(OperandElements elements) =>
    [
        new("a", OperatorParameterKind.Tensor, "the left values", Elements: elements),
        new("b", OperatorParameterKind.Tensor, "the right values", Elements: elements),
    ];

    /// <summary>A gradient rule for one input.</summary>
    public static GradientRule Unary(Func<GradientContext, Node> gradient) => new DifferentiableRule(context => [gradient(context)]);

    /// <summary>A gradient rule for two inputs.</summary>
    public static GradientRule Binary(Func<GradientContext, Node> left, Func<GradientContext, Node> right) =>
        new DifferentiableRule(context => [left(context), right(context)]);
}
