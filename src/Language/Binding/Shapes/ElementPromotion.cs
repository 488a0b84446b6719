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
        var count = 0;
        var element = ElementType.Bool;
        var (wantsFloat, wantsNumber) = (false, false);
        for (var input = 0; input < inputs.Length; input++)
        {
            if (ParameterOf(@operator, input) is not { } parameter || !SharesType(parameter))
                continue;
            element = count == 0 ? inputs[input].Element : ElementTypes.Promote(element, inputs[input].Element);
            wantsFloat |= parameter.Elements == OperandElements.Float;
            wantsNumber |= parameter.Elements == OperandElements.Number;
            count++;
        }

        if (count == 0)
            return inputs;
        if (wantsFloat && !element.IsFloat())
            element = ElementType.Float32;
        else if (wantsNumber && element == ElementType.Bool)
            element = ElementType.Int;
        var promoted = ImmutableArray.CreateBuilder<Node>(inputs.Length);
        for (var input = 0; input < inputs.Length; input++)
            promoted.Add(SharesType(ParameterOf(@operator, input)!) ? elaborator.Cast(inputs[input], element, location) : inputs[input]);
        return promoted.MoveToImmutable();
    }

    // The last parameter that takes tensors takes all further inputs; null when none does.
    private static OperatorParameter? ParameterOf(Operator @operator, int input)
    {
        OperatorParameter? last = null;
        foreach (var parameter in @operator.Parameters)
        {
            if (parameter.Kind is not (OperatorParameterKind.Tensor or OperatorParameterKind.Tensors))
                continue;
            last = parameter;
            if (input-- == 0)
                break;
        }

        return last;
    }

    private static bool SharesType(OperatorParameter parameter) => parameter.Elements is not (OperandElements.Int or OperandElements.Bool);
}
