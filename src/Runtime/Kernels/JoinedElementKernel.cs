using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// Element kernels that walk the same elements in one loop: at each element all values are computed, what several need only once, and then stored. So no part reads what another one
/// stores, and what several read is read once.
/// </summary>
/// <param name="Parts">At least two, with the very same loops, which store the elements of their outputs in order; none reads an element of another's output.</param>
public sealed record JoinedElementKernel(ImmutableArray<ElementKernel> Parts) : Kernel(Parts[^1].Node)
{
    /// <summary>The buffers that a part loads from, each once.</summary>
    public override ImmutableArray<TensorBuffer> Reads { get; } = [.. Parts.SelectMany(static part => part.Reads).Distinct()];

    /// <summary>The outputs of the parts, in their order.</summary>
    public override ImmutableArray<TensorBuffer> Writes => [.. Parts.Select(static part => part.Output)];

    /// <summary>The parts of a kernel whose loops store elements: the kernel itself, or those that were joined.</summary>
    public static ImmutableArray<ElementKernel> PartsOf(Kernel kernel) => kernel switch
    {
        ElementKernel element => [element],
        JoinedElementKernel joined => joined.Parts,
        _ => [],
    };
}
