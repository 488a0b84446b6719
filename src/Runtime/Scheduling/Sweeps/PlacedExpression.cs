using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>An expression over the places of tables.</summary>
/// <param name="Body">It.</param>
/// <param name="Places">What the loops around it walk along.</param>
internal sealed record PlacedExpression(ScalarExpression Body, ImmutableArray<TablePlace> Places)
{
    // Larger ones are not compared: parts that are shared would be compared again and again.
    private const int MostParts = 256;

    /// <summary>What a table's kernel computes at a place.</summary>
    public static PlacedExpression Of(ElementKernel table, TableSpace space) =>
        new(table.Body, TablePlaces.Of(LinearIndex.OfElement(table.Output.Shape, table.OutputIndices), space, table.Loops)!.Value);

    /// <summary>What a reduction of a kernel adds up at a place.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="reduction">One of its reductions.</param>
    /// <param name="isTable">Whether a buffer is a table; all of them are read at the same place.</param>
    /// <param name="space">The places.</param>
    public static PlacedExpression Of(ElementKernel kernel, ReduceScalar reduction, Func<TensorBuffer, bool> isTable, TableSpace space)
    {
        var table = SweepReductions.Loads(reduction.Body).First(load => isTable(load.Buffer));
        return new PlacedExpression(reduction.Body, TablePlaces.Of(LinearIndex.OfElement(table.Buffer.Shape, table.Indices), space, kernel.Loops.Concat(reduction.Variables))!.Value);
    }

    /// <summary>Whether another expression has the same value at every place.</summary>
    public bool SameAs(PlacedExpression other)
    {
        var partners = new Dictionary<LoopVariable, IndexExpression>();
        foreach (var place in Places)
        {
            if (other.Places.FirstOrDefault(walk => walk.Axis == place.Axis && walk.Step == place.Step && walk.Variable.Extent == place.Variable.Extent) is not { } partner)
                return false;
            partners.Add(place.Variable, new LoopIndex(partner.Variable));
        }

        var parts = 0;
        return Same(new LoopSubstitution(partners).Apply(Body), other.Body);

        bool Same(ScalarExpression a, ScalarExpression b)
        {
            if (++parts > MostParts || a.GetType() != b.GetType() || a.Element != b.Element)
                return false;
            var isSame = (a, b) switch
            {
                (ConstantScalar left, ConstantScalar right) => left.Value.Equals(right.Value),
                (LoadScalar left, LoadScalar right) => left.Buffer == right.Buffer && LinearIndex.OfElement(left.Buffer.Shape, left.Indices).SameAs(LinearIndex.OfElement(right.Buffer.Shape, right.Indices)),
                (IndexScalar left, IndexScalar right) => LinearIndex.Of(left.Index).SameAs(LinearIndex.Of(right.Index)),
                (UnaryScalar left, UnaryScalar right) => left.Operation == right.Operation,
                (BinaryScalar left, BinaryScalar right) => left.Operation == right.Operation,
                (SelectScalar or CastScalar, _) => true,
                _ => false,
            };
            return isSame && ExpressionWalker.Operands(a).Zip(ExpressionWalker.Operands(b)).All(pair => Same(pair.First, pair.Second));
        }
    }
}
