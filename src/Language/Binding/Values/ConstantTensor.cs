using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>Nested brackets whose numbers are all known, flattened in row-major order.</summary>
internal sealed record ConstantTensor(Shape Shape, ImmutableArray<double> Values, bool AllInt, bool AllBool)
{
    /// <summary>False when something in the list is computed or the rows differ in shape.</summary>
    public static bool TryMake(ListValue list, out ConstantTensor result)
    {
        var values = ImmutableArray.CreateBuilder<double>();
        var allInt = true;
        var allBool = true;
        var shape = Flatten(list, values, ref allInt, ref allBool);
        result = new ConstantTensor(shape ?? Shape.Scalar, shape is null ? [] : values.ToImmutable(), allInt, allBool);
        return shape is not null;
    }

    private static Shape? Flatten(Value value, ImmutableArray<double>.Builder values, ref bool allInt, ref bool allBool)
    {
        switch (value)
        {
            case IntegerValue { Size.ConstantValue: { } integer, Node: null }:
                values.Add(integer);
                allBool = false;
                return Shape.Scalar;
            case NumberValue { Node: null } number:
                values.Add(number.Number);
                allInt = allBool = false;
                return Shape.Scalar;
            case BooleanValue { Truth: { } truth }:
                values.Add(truth ? 1 : 0);
                allInt = false;
                return Shape.Scalar;
            case ListValue { Elements: { IsEmpty: false } elements }:
                Shape? row = null;
                foreach (var element in elements)
                {
                    if (Flatten(element, values, ref allInt, ref allBool) is not { } shape || (row is not null && !row.Equals(shape)))
                        return null;
                    row = shape;
                }

                return row!.Insert(0, elements.Length);
            default:
                return null;
        }
    }
}
