using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>A product, and what is computed from each of its elements as soon as it is there: a bias, an activation, a residual, another type.</summary>
/// <param name="Product">The product.</param>
/// <param name="Epilogue">In order; each reads the product, or a result before it, at its own position only.</param>
/// <param name="StoresProduct">Whether the product itself is stored, for others.</param>
public sealed record EpilogueKernel(ContractionKernel Product, ImmutableArray<ElementKernel> Epilogue, bool StoresProduct) : Kernel(Product.Node)
{
    public override ImmutableArray<TensorBuffer> Reads { get; } = ReadsOf(Product, Epilogue);

    public override ImmutableArray<TensorBuffer> Writes { get; } =
        StoresProduct ? [Product.Output.Buffer, .. Epilogue.Select(static kernel => kernel.Output)] : [.. Epilogue.Select(static kernel => kernel.Output)];

    private static ImmutableArray<TensorBuffer> ReadsOf(ContractionKernel product, ImmutableArray<ElementKernel> epilogue)
    {
        var own = epilogue.Select(static kernel => kernel.Output).Append(product.Output.Buffer).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        return [.. product.Reads.Concat(epilogue.SelectMany(static kernel => kernel.Reads)).Where(buffer => !own.Contains(buffer)).Distinct()];
    }
}
