using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Data;

/// <summary>Carries tensors from computing to data.</summary>
public static class DataTensors
{
    /// <summary>A copy of a computed tensor as data: ints as ints, everything else as 32-bit floats.</summary>
    public static DataTensor FromTensor(Tensor tensor)
    {
        var isScalar = tensor.Shape.IsEmpty;
        var rows = isScalar ? 1 : tensor.Shape[0];
        var rowShape = isScalar ? tensor.Shape : tensor.Shape.RemoveAt(0);
        if (tensor.Element == ElementType.Int)
            return new DataTensor(new IntegerColumn(tensor.AsSpan<long>().ToArray(), rowShape, rows), isScalar);
        if (tensor.Element == ElementType.Float32)
            return new DataTensor(new FloatColumn(tensor.AsSpan<float>().ToArray(), rowShape, rows), isScalar);
        var floats = new float[tensor.ElementCount];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = (float)tensor.GetDouble(i);
        return new DataTensor(new FloatColumn(floats, rowShape, rows), isScalar);
    }
}
