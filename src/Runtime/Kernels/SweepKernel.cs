using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// Sums and other reductions of tables that are nowhere as a whole: each group owns some lines (rows or columns), goes along them, and computes piece after piece of
/// the tables from what they are made of. What needs a result of the whole way first goes the way again.
/// </summary>
/// <param name="Node">The operation of the last result.</param>
/// <param name="Space">The places of the tables.</param>
/// <param name="Lines">Whether groups own rows or columns.</param>
/// <param name="Passes">The ways, one after another; later ones may read results of earlier ones at their own line.</param>
/// <param name="Stored">The results that others read.</param>
/// <param name="Cut">How much a group takes at a time.</param>
public sealed record SweepKernel(Node Node, TableSpace Space, TableAxis Lines, ImmutableArray<SweepPass> Passes, ImmutableArray<TensorBuffer> Stored, SweepCut Cut) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads { get; } = OutsideOf(Passes);

    public override ImmutableArray<TensorBuffer> Writes => Stored;

    /// <summary>The axis along which the groups go.</summary>
    public TableAxis Way => Lines == TableAxis.Row ? TableAxis.Column : TableAxis.Row;

    /// <summary>Kernels of all passes; those of tables once for each pass that needs them.</summary>
    public IEnumerable<Kernel> Members => Passes.SelectMany(static pass => pass.Members);

    /// <summary>Groups of one batch.</summary>
    public long GroupsOfBatch => (Space.ExtentOf(Lines) + Cut.Lines - 1) / Cut.Lines;

    private static ImmutableArray<TensorBuffer> OutsideOf(ImmutableArray<SweepPass> passes)
    {
        Kernel[] members = [.. passes.SelectMany(static pass => pass.Members)];
        var own = members.SelectMany(static member => member.Writes).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        return [.. members.SelectMany(static member => member.Reads).Where(buffer => !own.Contains(buffer)).Distinct()];
    }
}
