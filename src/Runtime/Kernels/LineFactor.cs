using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>A number of each line by which a sum over the way is multiplied, or divided, once the way has been gone.</summary>
/// <param name="Sum">The result of the sum.</param>
/// <param name="Factor">The number, a result of the same way.</param>
/// <param name="IsDivisor">Whether the sum is divided.</param>
public sealed record LineFactor(TensorBuffer Sum, TensorBuffer Factor, bool IsDivisor);
