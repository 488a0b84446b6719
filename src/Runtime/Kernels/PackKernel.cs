using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Stores elements of the source, in the order in which the loops meet them, one after another: transposition, and any other order of axes.</summary>
/// <param name="Source">Where the element at which all loops are zero lies.</param>
/// <param name="Output">Of the loops' extents.</param>
/// <param name="Loops">Outermost first.</param>
public sealed record PackKernel(Node Node, ContractionOperand Source, TensorBuffer Output, ImmutableArray<PackLoop> Loops) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Source.Buffer];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>One loop of a packing kernel, with the number of elements by which it moves through the source.</summary>
public sealed record PackLoop(int Extent, long SourceStride);
