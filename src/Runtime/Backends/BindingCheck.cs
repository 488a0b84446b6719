using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends;

/// <summary>Checks a tensor against what it is bound to.</summary>
internal static class BindingCheck
{
    /// <exception cref="ArgumentException">The element type or a known size differs.</exception>
    public static void Verify(object key, TensorType type, Tensor tensor)
    {
        var fits = tensor.Element == type.Element && tensor.Shape.Length == type.Rank;
        for (var axis = 0; fits && axis < type.Rank; axis++)
            fits = type.Shape[axis].Size.ConstantValue is not { } size || size == tensor.Shape[axis];
        if (!fits)
            throw new ArgumentException($"a tensor {tensor} is bound to {key}", nameof(tensor));
    }
}
