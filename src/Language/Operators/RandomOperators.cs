using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Random numbers.</summary>
[OperatorFamily]
public static class RandomOperators
{
    /// <summary>Inputs: the seed and the counter; attributes <see cref="RandomAttributes"/>, whose stream the binder gives.</summary>
    public static readonly Operator Random = new()
    {
        Name = "random",
        Summary = "Random numbers, each equally likely anywhere from 0 up to, not including, 1; the same script with the same seed gets the same ones.",
        Example = "x = random([100])\nprint(all(x >= 0 and x < 1))   # true",
        Parameters = [new("shape", OperatorParameterKind.Shape, "the sizes")],
        Attributes = static arguments => new RandomAttributes(arguments.Shape("shape"), 0),
        IsRandom = true,
        Infer = static context =>
        {
            for (var input = 0; input < context.Inputs.Length; input++)
            {
                if ((ShapeRules.CheckElement(context, input, OperandElements.Int) ?? ShapeRules.CheckScalar(context, input)) is { } failure)
                    return failure;
            }

            return new TensorType(ElementType.Float32, context.AttributesAs<RandomAttributes>().Shape);
        },
        Gradient = new ZeroAlmostEverywhereRule("random numbers depend on the seed alone"),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var shape = context.OutputShape;
            var position = IndexExpression.Zero;
            for (var axis = 0; axis < shape.Length; axis++)
                position = (position * shape[axis]) + indices[axis];
            return new RandomScalar(
                context.Input(0, []), context.Node.AttributesAs<RandomAttributes>().Stream, context.Input(1, []), position, context.Node.Element);
        }),
        Cost = ElementwiseRules.PerElement(20),
    };
}
