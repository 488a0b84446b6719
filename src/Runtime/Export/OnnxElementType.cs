using Dsl.Language.Types;

namespace Dsl.Runtime.Export;

/// <summary>The element types of ONNX that tensors of the language become, with the numbers of <c>TensorProto.DataType</c> (onnx.proto).</summary>
internal enum OnnxElementType
{
    Float32 = 1,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    BFloat16 = 16,
}

/// <summary>How element types of the language are said in ONNX.</summary>
internal static class OnnxElementTypes
{
    public static OnnxElementType Of(ElementType element) => element switch
    {
        ElementType.Float32 => OnnxElementType.Float32,
        ElementType.Float16 => OnnxElementType.Float16,
        ElementType.BFloat16 => OnnxElementType.BFloat16,
        ElementType.Float64 => OnnxElementType.Float64,
        ElementType.Int => OnnxElementType.Int64,
        _ => OnnxElementType.Bool,
    };
}
