using System.Globalization;
using Dsl.Language.Types;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>How an element type is stored by devices, and how one computes with it: 16-bit floats are computed as single precision.</summary>
/// <param name="Stored">The type in memory.</param>
/// <param name="Computed">The type in registers.</param>
/// <param name="Suffix">The end of the names of functions on the computed type.</param>
internal sealed record CType(string Stored, string Computed, string Suffix)
{
    private static readonly CType Single = new("float", "float", "f32");
    private static readonly CType Double = new("double", "double", "f64");
    private static readonly CType Half = new("u16", "float", "f32");
    private static readonly CType Whole = new("i64", "i64", "i64");
    private static readonly CType Truth = new("u8", "int", "i64");

    public static CType Of(ElementType element) => element switch
    {
        ElementType.Float32 => Single,
        ElementType.Float64 => Double,
        ElementType.Float16 or ElementType.BFloat16 => Half,
        ElementType.Int => Whole,
        ElementType.Bool => Truth,
        _ => throw new InvalidOperationException($"{element} is not known"),
    };

    /// <summary>An element of memory as a value.</summary>
    public static string Load(ElementType element, string pointer, string position) => element switch
    {
        ElementType.Float16 => $"nn_load_f16({pointer}, {position})",
        ElementType.BFloat16 => $"nn_load_bf16({pointer}, {position})",
        _ => $"{pointer}[{position}]",
    };

    /// <summary>A statement that stores a value in the device's memory.</summary>
    public static string Store(ElementType element, string pointer, string position, string value) => KernelGuard.Mark + Assign(element, pointer, position, value);

    /// <summary>An element of a group's memory as a value.</summary>
    public static string LoadShared(ElementType element, string pointer, string position) =>
        element == ElementType.Float16 ? $"nn_load_shared_f16({pointer}, {position})" : Load(element, pointer, position);

    /// <summary>A statement that stores a value in a group's memory.</summary>
    public static string StoreShared(ElementType element, string pointer, string position, string value) =>
        element == ElementType.Float16 ? $"nn_store_shared_f16({pointer}, {position}, {value});" : Assign(element, pointer, position, value);

    /// <summary>A value as it is after it was stored.</summary>
    public static string Rounded(ElementType element, string value) => element switch
    {
        ElementType.Float16 => $"nn_round_to_f16({value})",
        ElementType.BFloat16 => $"nn_round_to_bf16({value})",
        _ => value,
    };

    /// <summary>A literal of the computed type.</summary>
    public static string Literal(double value, ElementType element)
    {
        if (element is ElementType.Int or ElementType.Bool)
            return Whole64((long)value);
        var isDouble = element == ElementType.Float64;
        var rounded = isDouble ? value : element == ElementType.Float16 ? (double)(System.Half)value : (float)value;
        if (double.IsNaN(rounded))
            return "NN_NAN";
        if (double.IsInfinity(rounded))
            return rounded > 0 ? "NN_INFINITY" : "(-NN_INFINITY)";
        var text = isDouble ? rounded.ToString("R", CultureInfo.InvariantCulture) : ((float)rounded).ToString("R", CultureInfo.InvariantCulture);
        if (!text.AsSpan().ContainsAny('.', 'E'))
            text += ".0";
        text = isDouble ? text : text + "f";
        return rounded < 0 || double.IsNegative(rounded) ? $"({text})" : text;
    }

    /// <summary>A whole number of 64 bits.</summary>
    public static string Whole64(long value) => value == long.MinValue
        ? "(-0x7fffffffffffffff - 1)"
        : string.Create(CultureInfo.InvariantCulture, $"{(value < 0 ? "(" : "")}{value}{(value < 0 ? ")" : "")}");

    private static string Assign(ElementType element, string pointer, string position, string value) => element switch
    {
        ElementType.Float16 => $"nn_store_f16({pointer}, {position}, {value});",
        ElementType.BFloat16 => $"nn_store_bf16({pointer}, {position}, {value});",
        ElementType.Bool => $"{pointer}[{position}] = (u8)({value});",
        _ => $"{pointer}[{position}] = {value};",
    };
}
