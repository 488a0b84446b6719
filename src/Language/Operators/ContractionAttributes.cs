using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Operators;

/// <summary>
/// Which axes of the two inputs of a contraction belong together. The result has the batch axes in the order of their pairs, then the
/// remaining axes of the left input, then those of the right, each in order.
/// </summary>
/// <param name="Batch">Pairs of a left and a right axis that run together and stay.</param>
/// <param name="Contracted">Pairs of a left and a right axis that are multiplied and summed.</param>
public sealed record ContractionAttributes(
    ImmutableArray<AxisPair> Batch,
    ImmutableArray<AxisPair> Contracted) : OperatorAttributes
{
    /// <summary>The left input's axes that are in no pair, in order.</summary>
    public ImmutableArray<int> LeftFree(int rank) => Free(rank, static pair => pair.Left);

    /// <summary>The right input's axes that are in no pair, in order.</summary>
    public ImmutableArray<int> RightFree(int rank) => Free(rank, static pair => pair.Right);

    /// <summary>The matrix product of the last two axes, all others running together.</summary>
    public static ContractionAttributes MatrixProduct(int leftRank, int rightRank)
    {
        var leading = ImmutableArray.CreateBuilder<AxisPair>();
        for (var axis = 0; axis < Math.Min(leftRank, rightRank) - 2; axis++)
            leading.Add(new AxisPair(axis, axis));
        return new ContractionAttributes(
            leading.ToImmutable(),
            leftRank >= 2 && rightRank >= 2 ? [(leftRank - 1, rightRank - 2)] : []);
    }

    public bool Equals(ContractionAttributes? other) =>
        other is not null && Batch.SequenceEqual(other.Batch) && Contracted.SequenceEqual(other.Contracted);

    public override int GetHashCode() => HashCode.Combine(Batch.Aggregate(1, HashCode.Combine), Contracted.Aggregate(2, HashCode.Combine));

    public override string ToString() => $"batch ({Pairs(Batch)}), contracted ({Pairs(Contracted)})";

    private ImmutableArray<int> Free(int rank, Func<AxisPair, int> side)
    {
        var free = ImmutableArray.CreateBuilder<int>(rank);
        for (var axis = 0; axis < rank; axis++)
        {
            if (!Batch.Any(pair => side(pair) == axis) && !Contracted.Any(pair => side(pair) == axis))
                free.Add(axis);
        }

        return free.ToImmutable();
    }

    private static string Pairs(ImmutableArray<AxisPair> pairs) =>
        string.Join(", ", pairs.Select(static p => $"{p.Left}-{p.Right}"));
}
