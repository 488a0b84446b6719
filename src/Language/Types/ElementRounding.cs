
namespace Dsl.Language.Types;

/// <summary>Floats as their element types hold them.</summary>
public static class ElementRounding
{
    /// <summary>The value of a float type next to a number, ties to even; to 16 bits the way goes through 32.</summary>
    public static double Round(double value, ElementType element) => element switch
    {
        ElementType.Float64 => value,
        ElementType.Float16 => (double)(Half)(float)value,
        ElementType.BFloat16 => BFloat16Conversion.ToSingle(BFloat16Conversion.FromSingle((float)value)),
        _ => (float)value,
    };
}
