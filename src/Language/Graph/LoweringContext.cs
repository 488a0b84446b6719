using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Language.Graph;

/// <summary>What a lowering sees: the node (all sizes known) and a way to read its inputs.</summary>
/// <param name="Node">The operation being lowered.</param>
/// <param name="Input">Reads an element of an input: a load, or the producer's own expression where the scheduler fuses it.</param>
public sealed record LoweringContext(Node Node, Func<int, ImmutableArray<IndexExpression>, ScalarExpression> Input)
{
    /// <summary>The sizes of an input.</summary>
    public ImmutableArray<int> InputShape(int index) => Node.Inputs[index].Shape.ToConstant();

    public ImmutableArray<int> OutputShape => Node.Shape.ToConstant();
}
