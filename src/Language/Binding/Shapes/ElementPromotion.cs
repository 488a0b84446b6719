using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Shapes;

/// <summary>Brings the inputs of an operator to the element types that its parameters declare.</summary>
internal static class ElementPromotion
{
    /// <summary>
    /// Inputs that take any elements, numbers or floats come to one common type: at least int where numbers are wanted, float
    /// where floats are. Those that take only ints or bools stay as they are, for the shape rule to judge.
    /// </summary>
    public static ImmutableArray<Node> Promote(Elaborator elaborator, Operator @operator, ImmutableArray<Node> inputs, SourceLocation location)
    {
        var parameters = @operator.Parameters.Where(static p => p.Kind is OperatorParameterKind.Tensor or OperatorParameterKind.Tensors).ToList();
        if (parameters.Count == 0 || inputs.IsEmpty)
            return inputs;
        var shared = Enumerable.Range(0, inputs.Length).Where(i => Elements(i) is not (OperandElements.Int or OperandElements.Bool)).ToList();
        if (shared.Count == 0)
            return inputs;
        var element = shared.Select(i => inputs[i].Element).Aggregate(ElementTypes.Promote);
        if (shared.Any(i => Elements(i) == OperandElements.Float) && !element.IsFloat())
            element = ElementType.Float32;
        else if (shared.Any(i => Elements(i) == OperandElements.Number) && element == ElementType.Bool)
            element = ElementType.Int;
        return [.. inputs.Select((node, i) => shared.Contains(i) ? elaborator.Cast(node, element, location) : node)];

        OperandElements Elements(int input) => parameters[Math.Min(input, parameters.Count - 1)].Elements;
    }
}
