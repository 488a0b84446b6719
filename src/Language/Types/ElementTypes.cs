namespace Dsl.Language.Types;

/// <summary>Facts about element types: their names in the language, sizes and families.</summary>
public static class ElementTypes
{
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;

    /// <summary>The name as written in a script; <c>float</c> for the default.</summary>
    public static string Name(this ElementType type) => type switch
    {
        ElementType.Float32 => "f32",
        ElementType.Float16 => "f16",
        ElementType.BFloat16 => "bf16",
        ElementType.Float64 => "f64",
        ElementType.Int => "int",
        _ => "bool",
    };

    /// <summary>The size of one stored element in bytes.</summary>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float64 or ElementType.Int => 8,
        _ => 1,
    };

    /// <summary>The element type a script names, or null.</summary>
    public static ElementType? FromName(string name) => name switch
    {
        "float" or "f32" => ElementType.Float32,
        "f16" => ElementType.Float16,
        "bf16" => ElementType.BFloat16,
        "f64" => ElementType.Float64,
        "int" => ElementType.Int,
        "bool" => ElementType.Bool,
        _ => null,
    };

    /// <summary>
    /// The type of an arithmetic result: bool below int below float; of two float types the wider one, where f16 with bf16 gives f32.
    /// </summary>
    public static ElementType Promote(ElementType left, ElementType right)
    {
        if (left == right)
            return left;
        if (!left.IsFloat() || !right.IsFloat())
            return left.IsFloat() ? left : right.IsFloat() ? right : ElementType.Int;
        if (left == ElementType.Float64 || right == ElementType.Float64)
            return ElementType.Float64;
        return ElementType.Float32;
    }
}
