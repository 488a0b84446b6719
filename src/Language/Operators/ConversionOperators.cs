using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Changes of the element type.</summary>
[OperatorFamily]
public static class ConversionOperators
{
    public static readonly Operator Cast = new()
    {
        Name = "cast",
        Summary = "The same values as elements of another type; a float becomes an int by dropping its fraction, any number but 0 is true.",
        Example = "print(cast([1.7, -1.7], int))   # [1, -1]",
        Parameters =
        [
            new("x", OperatorParameterKind.Tensor, "the values"),
            new("type", OperatorParameterKind.ElementType, "the element type: float, f16, bf16, f64, int, bool"),
        ],
        Attributes = static arguments => new CastAttributes(arguments.Element("type") ?? ElementType.Float32),
        IsElementwise = true,
        Infer = static context => new TensorType(context.AttributesAs<CastAttributes>().Element, context.Inputs[0].Shape),
        Gradient = new DifferentiableRule(static context =>
            [context.Input(0).Element.IsFloat() ? context.Builder.Cast(context.OutputGradient, context.Input(0).Element) : null]),
        Lowering = new ElementLowering(static (context, indices) =>
        {
            var value = context.Input(0, indices);
            return value.Element == context.Node.Element ? value : new CastScalar(value, context.Node.Element);
        }),
        Cost = ElementwiseRules.PerElement(0),
    };
}
