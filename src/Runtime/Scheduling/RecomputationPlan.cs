using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Kernels that compute values once more in another launch, and the kernel that reads them, last.</summary>
/// <param name="Kernels">In the order in which they run.</param>
/// <param name="Copies">The copy of each buffer that the launch computes anew.</param>
internal sealed record RecomputationPlan(List<Kernel> Kernels, Dictionary<TensorBuffer, TensorBuffer> Copies);
