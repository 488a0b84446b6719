using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Launches for the threads of a processor: chunks fill caches, and what little work there is stays on one thread.</summary>
internal sealed class ProcessorPolicy : LaunchPolicy
{
    /// <summary>Nanoseconds of work below which a second thread costs more than it saves.</summary>
    public const double SmallWork = 4000;

    /// <summary>Nanoseconds of work from which a matrix that is read once is read by several threads: each has the memory's speed to itself.</summary>
    public const double StreamingWork = 1500;

    private const long FewestPositions = 4;
    private const double EnoughSharedBytes = 640 * 1024;
    private const double MostSharedBytes = 1280 * 1024;
    private const double NotableSharedBytes = 64 * 1024;
    private const double LargestPieceBytes = 4 * 1024 * 1024;

    /// <summary>Whether a group only reads a matrix once: several of them at the same time keep all threads reading.</summary>
    public static bool ReadsMatrixOnce(LaunchGroup group) => group.Members is [{ Kernel: var kernel }]
        && (kernel is QuantizedProductKernel { Rows: 1 } || (kernel is ContractionKernel contraction && KernelWork.IsOfOneRow(contraction)));

    public override ImmutableArray<long>? Join(LaunchGroup group, KernelAccess access)
    {
        if (group.Candidates.IsEmpty)
            return null;
        var common = group.CommonCandidates(access);
        if (common.IsEmpty)
            return null;
        var positions = common[^1];
        var isSmall = group.Work < SmallWork && access.Work < SmallWork;
        if (positions < FewestPositions && !isSmall)
            return null;
        var contractions = group.Contractions + (access.Kernel is ContractionKernel ? 1 : 0);
        if (contractions > 1 && ReadsTooMuch(group, access, positions))
            return null;
        var isCoarser = positions < group.Positions;
        if (isCoarser && !isSmall && Math.Max(group.BytesPerPosition(positions), access.Kernel.Writes.Sum(static b => (double)b.ByteCount) / positions) > LargestPieceBytes)
            return null;
        return common;
    }

    /// <summary>
    /// Whether all that every chunk reads, weights above all, would no longer stay in a core's cache. Once there is enough of it the group ends at the next kernel that carries
    /// on from the last result; what goes back to earlier results still joins.
    /// </summary>
    private static bool ReadsTooMuch(LaunchGroup group, KernelAccess access, long positions)
    {
        var bytes = group.SharedBytes(access, positions);
        if (bytes <= EnoughSharedBytes || bytes - group.SharedBytes(null, positions) < NotableSharedBytes)
            return false;
        return bytes > MostSharedBytes || access.Kernel.Reads.Any(group.Members[^1].Kernel.Writes.Contains);
    }

    public override bool IsBetterInOnePiece(LaunchGroup before, LaunchGroup group) => IsSmall(before) && IsSmall(group);

    public override bool MayLead(LaunchGroup before, LaunchGroup group) => IsSmall(before) && !IsSmall(group) && !IsRecurrence(group) && !ReadsMatrixOnce(group);

    public override bool MayRunBeside(List<LaunchGroup> launch, LaunchGroup group) => !IsRecurrence(group) && !IsRecurrence(launch[0]);

    public override bool IsStreaming(LaunchGroup group) => ReadsMatrixOnce(group);

    public override bool StopsAtFaults => true;

    public override bool InlinesMembers => true;

    public override bool JoinsMembers => true;

    public override bool MarksMemory => true;

    public override bool StandsAlone(Kernel kernel) => kernel is ScanKernel;

    public override LaunchCut Cut(LaunchGroup group, IReadOnlySet<TensorBuffer> own)
    {
        if (ColumnChunks.Of(group) is { } columns)
            return columns;
        var positions = group.Positions;
        var chunk = ChunkSizes.Of(group);
        if (chunk == positions && !group.Candidates.IsEmpty && group.Work < SmallWork)
            (positions, chunk) = (1, 1);
        var turn = positions == 1 ? 0 : Math.Min(MemberTurns.Of(group), chunk);
        var (placed, bytes) = PrivateMemory.Plan([.. group.Members.Select(static member => member.Kernel)], own, positions, turn > 0 ? turn : chunk);
        return new LaunchCut(positions, chunk, placed, bytes) { Turn = turn };
    }

    private static bool IsRecurrence(LaunchGroup group) => group.Members[0].Kernel is ScanKernel;

    private static bool IsSmall(LaunchGroup group) =>
        !IsRecurrence(group) && !(ReadsMatrixOnce(group) && group.Work >= StreamingWork) && group.Members.TrueForAll(static member => member.Work < SmallWork)
        && (group.Candidates.IsEmpty || group.Work < SmallWork);
}
