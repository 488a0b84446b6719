using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Values;

/// <summary>Nested brackets whose numbers are all known, flattened in row-major order.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Values">The numbers.</param>
/// <param name="AllInt">Whether all are whole numbers.</param>
/// <param name="AllBool">Whether all are truth values.</param>
/// <param name="Inexact">The first whole number that <paramref name="Values"/> does not keep exactly; null when all are kept.</param>
internal sealed record ConstantTensor(Shape Shape, ImmutableArray<double> Values, bool AllInt, bool AllBool, long? Inexact)
{
    // What the largest longs are rounded to is no long.
    private const double BeyondLongs = 9223372036854775808.0;

    /// <summary>Whether a constant of a computation, which is stored as a double, keeps all digits of a whole number.</summary>
    public static bool Keeps(long number) => (double)number is var stored and < BeyondLongs && (long)stored == number;

    /// <summary>False when something in the list is computed or the rows differ in shape.</summary>
    public static bool TryMake(ListValue list, out ConstantTensor result)
    {
        var values = ImmutableArray.CreateBuilder<double>();
        var allInt = true;
        var allBool = true;
        long? inexact = null;
        var shape = Flatten(list, values, ref allInt, ref allBool, ref inexact);
        result = new ConstantTensor(shape ?? Shape.Scalar, shape is null ? [] : values.ToImmutable(), allInt, allBool, inexact);
        return shape is not null;
    }

    private static Shape? Flatten(Value value, ImmutableArray<double>.Builder values, ref bool allInt, ref bool allBool, ref long? inexact)
    {
        switch (value)
        {
            case IntegerValue { Size.ConstantValue: { } integer, Node: null }:
                values.Add(integer);
                allBool = false;
                if (!Keeps(integer))
                    inexact ??= integer;
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
                    if (Flatten(element, values, ref allInt, ref allBool, ref inexact) is not { } shape || (row is not null && !row.Equals(shape)))
                        return null;
                    row = shape;
                }

                return row!.Insert(0, elements.Length);
            default:
                return null;
        }
    }
}
