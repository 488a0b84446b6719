using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Chooses how much of its tables a group takes at a time.</summary>
internal static class SweepCuts
{
    // Fewer would leave items, or warps, with fewer columns than a tile has.
    private const int FewestLines = 16;
    private const int FewestLinesOfMatrices = 32;
    private const int MostLines = 64;
    private const int MostLinesOfTallWarps = 128;
    private const int LinesOfTallWarp = 2 * SweepCut.LinesOfFragment;
    private const int MostWidth = 64;
    private const int LeastWidth = 32;

    /// <summary>The launch with the most lines and the widest pieces that fit a group's memory; null where nothing fits.</summary>
    /// <param name="sweep">The launch, whose cut does not matter.</param>
    /// <param name="target">What it may take.</param>
    public static SweepKernel? Choose(SweepKernel sweep, DeviceTarget target)
    {
        if (target.HasTensorCores && OfTallWarps(sweep, target) is { } tall)
            return tall;
        var lines = MostLines;
        var fewest = target.HasTensorCores ? FewestLinesOfMatrices : FewestLines;
        while (lines > fewest && Groups(sweep.Space, sweep.Space.ExtentOf(sweep.Lines), lines) < target.EnoughGroups)
            lines /= 2;
        if (target.HasTensorCores && OfFragments(sweep, lines, target) is { } fragments)
            return fragments;
        for (; lines >= fewest; lines /= 2)
        {
            for (var width = sweep.Space.ExtentOf(sweep.Way) > LeastWidth ? MostWidth : LeastWidth; width >= LeastWidth; width /= 2)
            {
                var cut = sweep with { Cut = new SweepCut(lines, width, target.HasTensorCores) };
                if (SweepMemory.Of(cut).Bytes <= target.LaunchBytes && SweepMemory.AccumulatorsOf(cut) <= SweepMemory.MostAccumulators && cut.Operands.Length <= target.MostOperands)
                    return cut;
            }
        }

        return null;
    }

    // Where a warp has twice as many lines, half as many fragments of what comes by are read for a product. Twice as many groups as a device has room for at once: one must have another beside it. Random numbers
    // take several times as long as products, and for so many elements of an item more registers than there are.
    private static SweepKernel? OfTallWarps(SweepKernel sweep, DeviceTarget target) =>
        Groups(sweep.Space, sweep.Space.ExtentOf(sweep.Lines), MostLinesOfTallWarps) < 2 * target.EnoughGroups || HasDraws(sweep) ? null
        : OfTallWarps(sweep, target, keepsLines: true) ?? OfTallWarps(sweep, target, keepsLines: false);

    // Lines that stay in registers save more than wide pieces do.
    private static SweepKernel? OfTallWarps(SweepKernel sweep, DeviceTarget target, bool keepsLines) =>
        OfFragments(sweep, MostLinesOfTallWarps, target, Math.Max(target.LaunchBytes, target.SharedBytesOnRequest / 2), LinesOfTallWarp, keepsLines);

    // Wider pieces have fewer barriers; more lines read a piece less often, which is worth memory on request, if that leaves room for a second group.
    private static SweepKernel? OfFragments(SweepKernel sweep, int most, DeviceTarget target)
    {
        for (var lines = most; lines >= FewestLinesOfMatrices; lines /= 2)
        {
            if (OfFragments(sweep, lines, target, target.LaunchBytes) is { } small)
                return small;
            if (target.SharedBytesOnRequest / 2 > target.LaunchBytes && OfFragments(sweep, lines, target, target.SharedBytesOnRequest / 2) is { } large)
                return large;
        }

        return null;
    }

    private static SweepKernel? OfFragments(SweepKernel sweep, int lines, DeviceTarget target, int bytes, int linesOfWarp = SweepCut.LinesOfFragment, bool keepsLines = false)
    {
        for (var width = sweep.Space.ExtentOf(sweep.Way) > LeastWidth ? MostWidth : LeastWidth; width >= LeastWidth; width /= 2)
        {
            var cut = sweep with { Cut = new SweepCut(lines, width, HasMatrices: true) { HasFragments = true, LinesOfWarp = linesOfWarp } };
            if (FragmentPlan.Of(cut) is { } plan && plan.Bytes <= bytes && plan.Fits(cut.Cut) && (plan.LinesInRegisters || !keepsLines) && cut.Operands.Length <= target.MostOperands)
                return cut;
        }

        return null;
    }

    private static bool HasDraws(SweepKernel sweep)
    {
        var found = false;
        foreach (var table in sweep.Passes.SelectMany(static pass => pass.Tables))
            ExpressionWalker.Visit(table.Body, part => found |= part is RandomScalar, null);
        return found;
    }

    private static long Groups(TableSpace space, long lines, int linesOfGroup) => space.Batches * ((lines + linesOfGroup - 1) / linesOfGroup);
}
