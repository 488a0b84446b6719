using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

/// <summary>Brings the inputs of an element-wise operator to the element type it works on.</summary>
internal static class ElementPromotion
{
    private static readonly ImmutableHashSet<string> FloatOnly =
        ["exp", "log", "log1p", "expm1", "sqrt", "sin", "cos", "tanh", "sigmoid", "erf", "divide", "matmul", "random", "is_nan"];

    private static readonly ImmutableHashSet<string> Logical = ["logical_and", "logical_or", "logical_not"];

    public static ImmutableArray<Node> Promote(Elaborator elaborator, string name, ImmutableArray<Node> inputs, SourceLocation location)
    {
        if (Logical.Contains(name))
            return inputs;
        if (name == "where")
        {
            var branch = ElementTypes.Promote(inputs[1].Element, inputs[2].Element);
            return [inputs[0], elaborator.Cast(inputs[1], branch, location), elaborator.Cast(inputs[2], branch, location)];
        }

        var element = inputs.Select(static i => i.Element).Aggregate(ElementTypes.Promote);
        if (FloatOnly.Contains(name) && !element.IsFloat())
            element = ElementType.Float32;
        else if (element == ElementType.Bool && name is not ("equal" or "not_equal" or "label" or "stop_gradient"))
            element = ElementType.Int;
        return [.. inputs.Select(i => elaborator.Cast(i, element, location))];
    }
}
