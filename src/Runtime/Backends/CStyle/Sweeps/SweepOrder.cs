using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// Which lines a group owns. Where a mask lets some groups leave out more than others, those with the longest ways of all batches come first: a device begins groups in their order, and what it begins last should not
/// take longest. Else groups of a batch follow one another, since they read the same.
/// </summary>
internal static class SweepOrder
{
    /// <summary>Declares the group's batch and the first of its lines.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="position">The type of positions.</param>
    public static string Declaration(SweepKernel sweep, string position)
    {
        var (groups, batches, lines) = (sweep.GroupsOfBatch, sweep.Space.Batches, sweep.Cut.Lines);
        var group = groups * batches <= int.MaxValue ? "(u32)NN_GROUP" : "NN_GROUP";
        var longer = GrowthWithLines(sweep);
        if (longer == 0)
            return Invariant($"const {position} batch = ({position})({group} / {groups}), first = ({position})({group} % {groups}) * {lines};");
        var block = longer > 0 ? Invariant($"({groups - 1} - {group} / {batches})") : Invariant($"({group} / {batches})");
        return Invariant($"const {position} batch = ({position})({group} % {batches}), first = ({position}){block} * {lines};");
    }

    // Above 0 where later lines have longer ways, below 0 where earlier ones have. A mask hides where its sum is positive.
    private static int GrowthWithLines(SweepKernel sweep) => Math.Sign(sweep.Passes
        .SelectMany(pass => SweepMemory.MaskOf(pass, sweep)?.Halves ?? [])
        .Sum(half => -Math.Sign(sweep.Lines == TableAxis.Row ? half.Row : half.Column)));
}
