using System.Collections.Immutable;
using System.Numerics;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Launches for a device, whose groups of items each compute a chunk of positions. What is joined saves the way through the device's memory and a launch; what is not joined
/// is what needs a form of its own to be fast (products by tiles) or would leave the device idle (few positions with much work each).
/// </summary>
internal sealed class DevicePolicy(DeviceTarget target, IReadOnlyDictionary<Node, long> products) : LaunchPolicy
{
    /// <summary>Columns of a group where rows are added up: as many as a warp reads side by side.</summary>
    public const int ColumnsOfGroup = 32;

    // Fewer groups would not fill a large device.
    private const long EnoughGroups = 256;
    private const long FewestGroups = 128;
    private const long FewestPositions = 128;

    // Few positions are joined only as long as none of them keeps its group busy for more than the launches that are saved take.
    private const double MostWorkOfFew = 8192;

    // More of a position would not stay in the caches of whoever computes it.
    private const double LargestPieceBytes = 256 * 1024;

    // One group does this faster than a launch begins.
    private const double SmallElements = 4096;

    private const int MostMembers = 24;
    private const long LongRow = 2048;
    private const long MostElementsOfGroup = 2048;

    public override KernelAccess AccessOf(Kernel kernel) => kernel switch
    {
        ContractionKernel product when products.TryGetValue(kernel.Node, out var positions) => new DeviceProductAccess(product, positions) { Work = KernelWork.Of(product) },
        // Its groups are its own.
        ScatterAddKernel => new WholeKernelAccess(kernel) { Work = KernelWork.Of(kernel) },
        _ => base.AccessOf(kernel),
    };

    public override ImmutableArray<long>? Join(LaunchGroup group, KernelAccess access)
    {
        if (group.Candidates.IsEmpty || !IsMember(access.Kernel) || !group.Members.TrueForAll(member => IsMember(member.Kernel)))
            return null;
        if (group.Members.Count >= MostMembers || group.CountOperands(access) > target.MostOperands)
            return null;
        var common = group.CommonCandidates(access);
        if (common.IsEmpty)
            return null;
        var positions = common[^1];
        var isSmall = IsSmall(access) && group.Members.TrueForAll(IsSmall);
        if (isSmall)
            return common;
        if (positions < FewestPositions && group.Members.Append(access).Max(member => WorkOfPosition(member.Kernel, positions)) > MostWorkOfFew)
            return null;
        var isCoarser = positions < group.Positions || positions < access.Candidates[^1];
        return isCoarser && Math.Max(group.BytesPerPosition(positions), access.Kernel.Operands.Sum(static buffer => (double)buffer.ByteCount) / positions) > LargestPieceBytes ? null : common;
    }

    public override bool IsBetterInOnePiece(LaunchGroup before, LaunchGroup group) =>
        IsSmall(before) && IsSmall(group) && before.Members.Count + group.Members.Count <= MostMembers
        && before.CountOperands(group.Members) <= target.MostOperands;

    public override bool MayRunBeside(List<LaunchGroup> launch, LaunchGroup group)
    {
        if (!IsFused(launch[0]) || !IsFused(group))
            return false;
        return launch[0].CountOperands(launch.Skip(1).Append(group).SelectMany(static other => other.Members)) <= target.MostOperands;
    }

    public override bool IsStreaming(LaunchGroup group) => false;

    public override bool StopsAtFaults => false;

    public override bool StandsAlone(Kernel kernel) => kernel is not ElementKernel;

    public override LaunchCut Cut(LaunchGroup group, IReadOnlySet<TensorBuffer> own)
    {
        var positions = group.Positions;
        long[] batches = [.. group.Members.OfType<DeviceProductAccess>().Select(static product => product.RowsOfBatch)];
        var batch = batches.Length == 0 ? 0 : batches.Aggregate((a, b) => (long)BigInteger.GreatestCommonDivisor(a, b));
        var chunk = batch > 0 ? LaunchProducts.DivisorUpTo(batch, LaunchProducts.MostRowsOf(positions)) : Math.Min(positions, ChunkOf(group));
        var kept = own.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        while (true)
        {
            var segment = new FusedSegment(positions, chunk, [.. group.Members.Select(member => member.Member(positions))], [.. kept]);
            var (offsets, bytes) = LaunchPhases.Place(segment, LaunchPhases.Of(segment));
            if (bytes <= (batch > 0 ? target.PrivateBytesBesideProducts : chunk > 1 ? target.PrivateBytes / 2 : target.PrivateBytes))
                return new LaunchCut(positions, chunk, Places(kept, offsets, positions), bytes);
            if (chunk > 1)
                chunk = batch > 0 ? LaunchProducts.DivisorUpTo(batch, (chunk + 1) / 2) : (chunk + 1) / 2;
            else
                kept.Remove(offsets.Keys.MaxBy(static buffer => buffer.ByteCount)!);
        }
    }

    // What passes in registers has a place of no bytes; what does not fit stays in the device's memory, where only its own group reads it.
    private static Dictionary<TensorBuffer, PrivatePlacement> Places(HashSet<TensorBuffer> kept, Dictionary<TensorBuffer, long> offsets, long positions)
    {
        var places = new Dictionary<TensorBuffer, PrivatePlacement>(ReferenceEqualityComparer.Instance);
        foreach (var buffer in kept)
            places.Add(buffer, offsets.TryGetValue(buffer, out var offset) ? new PrivatePlacement(offset, buffer.ByteCount / positions) : new PrivatePlacement(0, 0));
        return places;
    }

    private static long ChunkOf(LaunchGroup group)
    {
        var positions = group.Positions;
        if (positions == 1)
            return 1;
        var inner = 1L;
        var columnTurns = 0L;
        foreach (var member in group.Members)
        {
            var kernel = (ElementKernel)member.Kernel;
            var shape = ReductionShape.Of(kernel);
            inner = Math.Max(inner, kernel.Output.ElementCount / positions * shape.Turns);
            if (!shape.IsAlongRows && kernel.Output.ElementCount == positions)
                columnTurns = Math.Max(columnTurns, shape.Turns);
        }

        if (inner == 1)
            return Math.Clamp(LaunchPhases.FloorToPowerOfTwo(positions / FewestGroups), DeviceTarget.Items, MostElementsOfGroup);
        if (columnTurns > 0)
            return Math.Max(ColumnsOfGroup, DeviceTarget.Items / LaunchPhases.FloorToPowerOfTwo(columnTurns));
        var lanes = inner >= LongRow ? DeviceTarget.Items : Math.Min(32, LaunchPhases.FloorToPowerOfTwo(inner));
        while (lanes < DeviceTarget.Items && lanes * 2 <= inner && positions * lanes / DeviceTarget.Items < EnoughGroups)
            lanes *= 2;
        return DeviceTarget.Items / lanes;
    }

    // A product of few rows does not fill a device by rows alone.
    private static double WorkOfPosition(Kernel kernel, long positions) =>
        kernel is ElementKernel element ? (double)element.Output.ElementCount / positions * ReductionShape.Of(element).Turns : double.PositiveInfinity;

    private bool IsMember(Kernel kernel) => kernel is ElementKernel || (kernel is ContractionKernel && products.ContainsKey(kernel.Node));

    // A product alone is faster in its own form.
    private bool IsFused(LaunchGroup group) => group.Members.TrueForAll(member => IsMember(member.Kernel)) && group.Members is not [{ Kernel: ContractionKernel }];

    private static bool IsSmall(LaunchGroup group) => group.Members.TrueForAll(IsSmall);

    private static bool IsSmall(KernelAccess access) =>
        access.Kernel is ElementKernel kernel && kernel.Output.ElementCount * (double)ReductionShape.Of(kernel).Turns <= SmallElements;
}
