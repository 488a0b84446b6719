using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// For every value of the loops, stores the body's value at the output's indices: element-wise chains, movement, and reductions with
/// what is fused into them. Axes of size 1 have the index 0 and no loop.
/// </summary>
/// <param name="Output">Every element is stored exactly once.</param>
/// <param name="Loops">Outermost first; together they cover the output.</param>
/// <param name="OutputIndices">One index for each axis of the output.</param>
/// <param name="Sites">Which operation each index loaded at run time belongs to.</param>
public sealed record ElementKernel(
    Node Node,
    TensorBuffer Output,
    ImmutableArray<LoopVariable> Loops,
    ImmutableArray<IndexExpression> OutputIndices,
    ScalarExpression Body,
    ImmutableArray<IndexSite> Sites) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads { get; } = ExpressionWalker.Buffers(Body);

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>An index loaded at run time, by identity, and the operation of the script that asked for it.</summary>
public sealed record IndexSite(LoadedIndex Index, Node Node);
