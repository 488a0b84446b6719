using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Renames axes for the reader: a signature's own names for the shape of its argument.</summary>
[OperatorFamily]
public static class LabelOperators
{
    /// <summary>The same tensor under other axis names; built with its type.</summary>
    public static readonly Operator Label = new()
    {
        Name = "label",
        Summary = "the same tensor with other axis names",
        IsCallable = false,
        IsElementwise = true,
        Infer = static context => context.Inputs[0],
        Gradient = new DifferentiableRule(static context => [context.OutputGradient]),
        Lowering = new ElementLowering(static (context, indices) => context.Input(0, indices)),
        Cost = static _ => Dimension.Zero,
    };
}
