using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Stores elements of the source at other places: transposition, any other order of axes, rows further apart.</summary>
/// <param name="Source">Where the element at which all loops are zero lies.</param>
/// <param name="Output">What lies between the places that are stored to is never read.</param>
/// <param name="Loops">Outermost first, each element of the output in the order in which it lies there.</param>
public sealed record PackKernel(Node Node, ContractionOperand Source, TensorBuffer Output, ImmutableArray<PackLoop> Loops) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Source.Buffer];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>One loop of a packing kernel, with the numbers of elements by which it moves through the source and the output.</summary>
public sealed record PackLoop(int Extent, long SourceStride, long OutputStride);
