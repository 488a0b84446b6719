using Dsl.Language.Types;

namespace Dsl.Runtime.Storage;

/// <summary>The element types of the safetensors format: their names and sizes.</summary>
internal static class StoredElementTypes
{
    /// <summary>The name by which the format calls an element type.</summary>
    public static string NameOf(ElementType element) => element switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float64 => "F64",
        ElementType.Int => "I64",
        _ => "BOOL",
    };

    /// <summary>The element type of a name, or null for one that this program does not compute with.</summary>
    public static ElementType? Find(string name) => name switch
    {
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "F64" => ElementType.Float64,
        "I64" => ElementType.Int,
        "BOOL" => ElementType.Bool,
        _ => null,
    };

    /// <summary>The bytes of one element, or null for an unknown name.</summary>
    public static int? ByteSize(string name) => name switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => null,
    };
}
