using System.Collections.Immutable;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>
/// A sweep whose warps have 16 whole lines of a piece each, or 32: products leave their sums where the next product reads them as a fragment, in the registers of the same items, so that no piece of a table comes into
/// the group's memory. What comes there are pieces of operands, those of the next turn while those before them are multiplied. The idea is that of FlashAttention-2 (arXiv 2307.08691).
/// </summary>
/// <param name="Passes">The ways.</param>
/// <param name="StageBytes">Memory for the pieces of a turn; two turns have some.</param>
/// <param name="LineBytes">Memory for what belongs to the lines.</param>
/// <param name="LinesInRegisters">Whether that is read once, into registers, so that its memory is free for the second turn's pieces.</param>
/// <param name="Registers">The registers of an item, by estimate.</param>
/// <param name="Bytes">All memory of a group, with what reductions and emulated words exchange.</param>
internal sealed record FragmentPlan(ImmutableArray<FragmentPass> Passes, int StageBytes, int LineBytes, bool LinesInRegisters, int Registers, int Bytes)
{
    // With more registers by estimate, values might go to memory.
    private const int MostRegisters = 224;

    // What a warp has for each fragment of its lines is counted for each; what the estimate has besides is there once.
    private const int MostRegistersOfTallWarps = 248;

    // Positions, parts of reductions, fragments on their way.
    private const int OtherRegisters = 56;

    // Where the words of tensor cores are emulated, each item hands six registers to others.
    private const int EmulationBytes = 24;

    /// <summary>Where the memory for what belongs to the lines begins.</summary>
    public int LineStart => LinesInRegisters ? StageBytes : 2 * StageBytes;

    /// <summary>Bytes of all pieces.</summary>
    public int OperandBytes => LinesInRegisters ? StageBytes + Math.Max(StageBytes, LineBytes) : (2 * StageBytes) + LineBytes;

    /// <summary>Whether that is more than a kernel gets without asking.</summary>
    public bool IsOnRequest => Bytes > DeviceTarget.MostSharedBytes;

    /// <summary>Whether registers suffice, by estimate.</summary>
    public bool Fits(SweepCut cut) => Registers <= Most(cut);

    /// <summary>How a sweep would be computed; null where not all of it can be.</summary>
    /// <param name="sweep">The sweep, with its cut.</param>
    public static FragmentPlan? Of(SweepKernel sweep)
    {
        var passes = ImmutableArray.CreateBuilder<FragmentPass>();
        foreach (var pass in sweep.Passes)
        {
            if (FragmentPass.Of(pass, sweep) is not { } found)
                return null;
            passes.Add(found);
        }

        var (stage, lines) = (passes.Max(pass => pass.StageBytes(sweep.Cut.Width)), passes.Max(pass => pass.LineBytes(sweep.Cut.Lines)));
        var inRegisters = Registers(true) <= Most(sweep.Cut);
        var plan = new FragmentPlan(passes.ToImmutable(), stage, lines, inRegisters, Registers(inRegisters), 0);
        var exchange = sweep.Passes.Any(static pass => pass.Reductions.Length > 0) ? 2 * sweep.Cut.ItemsOfFragments * sizeof(ulong) : 0;
        var numbers = sweep.Passes.Max(pass => WayNumbers.Of(pass, sweep).Bytes(sweep.Cut.Width));
        return plan with { Bytes = plan.OperandBytes + exchange + numbers + (EmulationBytes * sweep.Cut.ItemsOfFragments) + SweepMemory.FlagBytesOf(sweep) };

        int Registers(bool linesInRegisters) => OtherRegisters + (sweep.Cut.FragmentsOfWarp * passes.Max(pass => pass.SumRegisters(sweep.Cut.Width) + (linesInRegisters ? pass.LineRegisters : 0)));
    }

    private static int Most(SweepCut cut) => cut.FragmentsOfWarp == 1 ? MostRegisters : MostRegistersOfTallWarps;
}
