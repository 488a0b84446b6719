using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>Floats as their element types hold them.</summary>
internal static class ElementRounding
{
    /// <summary>The value of a float type next to a number, ties to even.</summary>
    public static double Round(double value, ElementType element) => element switch
    {
        ElementType.Float64 => value,
        ElementType.Float16 => (double)(Half)value,
        ElementType.BFloat16 => BFloat16Conversion.ToSingle(BFloat16Conversion.FromSingle((float)value)),
        _ => (float)value,
    };
}
