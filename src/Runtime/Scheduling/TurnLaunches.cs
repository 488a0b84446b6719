using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Recurrences whose turns are one launch. Where every position of a turn depends on the same position of the turn before only (sequences of a batch do not know of one
/// another), a group takes some positions through all turns and never waits for another group. Where positions need one another, as the values of a single sequence do, one group
/// takes all of them. Weights that fit into its memory it reads once; others each group reads for itself in every turn, and the choice compares that with launching turns one by one.
/// </summary>
internal static class TurnLaunches
{
    /// <summary>What a device takes to begin a launch and to end it, in nanoseconds, where launches are recorded.</summary>
    public const double LaunchTime = 3000;

    // Until all items of a group have met and the first values have come.
    private const double PhaseTime = 200;

    // A term of the sums of an item: reading operands, then multiply-adds, of one element and of each.
    private const double TermTime = 10;
    private const double MultiplyAddTime = 3;
    private const long MostSumsOfItem = 16;

    // What a group reads from a cache, and what all groups together read from it, in bytes a nanosecond.
    private const double BytesOfGroup = 40;
    private const double BytesOfAll = 3000;

    // Values that a group computes in a nanosecond, and groups that run at the same time.
    private const double ValuesOfGroup = 32;
    private const double GroupsAtOnce = 256;

    /// <summary>The launch; null where no group can take positions through all turns.</summary>
    /// <param name="kernels">The kernels of a turn, in order.</param>
    /// <param name="carried">The buffers of what is carried into a turn.</param>
    /// <param name="captured">The buffers of what is the same in every turn.</param>
    /// <param name="isTemporary">Whether only these kernels use a buffer.</param>
    /// <param name="target">What a launch may take.</param>
    public static TurnPlan? Plan(
        IReadOnlyList<Kernel> kernels, IReadOnlySet<TensorBuffer> carried, IReadOnlySet<TensorBuffer> captured, Func<TensorBuffer, bool> isTemporary, DeviceTarget target)
    {
        if (kernels.Count == 0 || ProductsOf(kernels) is not { } products)
            return null;
        var policy = new DevicePolicy(target, products);
        ImmutableArray<KernelAccess> members = [.. kernels.Select(kernel => policy.AccessOf(kernel is CopyKernel copy ? copy.AsElements() : kernel))];
        if ((GroupOf(members, carried) ?? WholeGroupOf(members)) is not { } group)
            return null;
        var own = group.Members.SelectMany(static member => member.Kernel.Writes).Where(isTemporary).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var cut = policy.Cut(group, own);
        var segment = new FusedSegment(cut.Positions, cut.Chunk, [.. group.Members.Select(member => member.Member(cut.Positions))], [.. cut.Private.Keys]);
        var held = HeldOf(segment, captured, target.PrivateBytesBesideProducts - cut.PrivateBytes);
        segment = segment with { Held = held };
        return new TurnPlan(new FusedKernel(kernels[^1].Node, [segment]), cut.Private, cut.PrivateBytes + held.Sum(LaunchPhases.HeldBytes), TimeOfTurn(segment, captured));
    }

    /// <summary>The weights of products and of sums that are the same in every turn and fit into what is left of a group's memory, the smallest first.</summary>
    private static ImmutableArray<TensorBuffer> HeldOf(FusedSegment segment, IReadOnlySet<TensorBuffer> captured, long bytes)
    {
        var held = ImmutableArray.CreateBuilder<TensorBuffer>();
        foreach (var buffer in segment.Members.SelectMany(static member => WeightsOf(member.Kernel)).Where(captured.Contains).Distinct().OrderBy(static buffer => buffer.ByteCount))
        {
            bytes -= LaunchPhases.HeldBytes(buffer);
            if (bytes < 0)
                break;
            held.Add(buffer);
        }

        return held.ToImmutable();
    }

    private static IEnumerable<TensorBuffer> WeightsOf(Kernel kernel) => kernel switch
    {
        ContractionKernel product => [product.Right.Buffer],
        ElementKernel element when ReductionShape.Of(element).Turns > 1 => element.Reads,
        _ => [],
    };

    /// <summary>The products with their numbers of rows; null where one cannot be computed by rows.</summary>
    private static Dictionary<Node, long>? ProductsOf(IReadOnlyList<Kernel> kernels)
    {
        var products = new Dictionary<Node, long>(ReferenceEqualityComparer.Instance);
        foreach (var product in kernels.OfType<ContractionKernel>())
        {
            if (product.Accumulate || !product.Operands.All(static buffer => buffer.Element.IsFloat() && buffer.ElementCount > 0) || LaunchProducts.RowLoops(product) is not { Count: > 0 } rows)
                return null;
            products.Add(product.Node, rows.Aggregate(1L, static (count, loop) => count * loop.Extent));
        }

        return products;
    }

    /// <summary>All kernels as one group, in which also what was carried from the turn before is read at the own position only; null where they do not agree.</summary>
    private static LaunchGroup? GroupOf(ImmutableArray<KernelAccess> members, IReadOnlySet<TensorBuffer> carried)
    {
        var group = LaunchGroup.Begin(static buffer => buffer, members[0].Candidates);
        foreach (var member in members)
        {
            if (member.Kernel is not (ElementKernel or ContractionKernel))
                return null;
            ImmutableArray<long> common = [.. group.CommonCandidates(member).Where(positions => member.Kernel.Reads.All(buffer => !carried.Contains(buffer) || member.IsAligned(buffer, positions)))];
            if (common.IsEmpty)
                return null;
            group.Add(member, common);
        }

        return group;
    }

    /// <summary>All kernels as one group for all positions at once; null where that is not for a single group.</summary>
    private static LaunchGroup? WholeGroupOf(ImmutableArray<KernelAccess> members)
    {
        if (!members.All(static member => member.Kernel is ElementKernel))
            return null;
        var group = LaunchGroup.Begin(static buffer => buffer, []);
        group.MakeSequential(members);
        return group;
    }

    private static double TimeOfTurn(FusedSegment segment, IReadOnlySet<TensorBuffer> captured)
    {
        var bytes = Math.Min(BytesOfGroup, BytesOfAll / segment.Chunks);
        var time = 0.0;
        foreach (var phase in LaunchPhases.Of(segment))
        {
            time += PhaseTime;
            foreach (var (kernel, _) in phase.Members)
                time += kernel is ContractionKernel product ? TimeOf(product, segment, bytes) : TimeOf((ElementKernel)kernel, phase.Lanes, segment, captured, bytes);
        }

        return time * Math.Ceiling(segment.Chunks / GroupsAtOnce);
    }

    private static double TimeOf(ContractionKernel product, FusedSegment segment, double bytes)
    {
        var results = (double)product.Output.Buffer.ElementCount / segment.Positions;
        var depth = product.Loops.Where(static loop => loop.IsReduced).Aggregate(1.0, static (count, loop) => count * loop.Extent);
        var sums = Math.Ceiling(results * segment.Chunk / DeviceTarget.Items);
        var rounds = Math.Ceiling(sums / MostSumsOfItem);
        var ofItem = sums / rounds;
        return (depth * rounds * (TermTime + ofItem + (2 * Math.Sqrt(ofItem)))) + (segment.Held.Contains(product.Right.Buffer) ? 0 : results * depth * product.Right.Buffer.Element.ByteSize() / bytes);
    }

    // Values without sums come many at a time; a sum has a term after the other in each of its lanes, and weights that are not held come from a cache.
    private static double TimeOf(ElementKernel kernel, int lanes, FusedSegment segment, IReadOnlySet<TensorBuffer> captured, double bytes)
    {
        var values = (double)kernel.Output.ElementCount / segment.Positions * segment.Chunk;
        var turns = ReductionShape.Of(kernel).Turns;
        return turns == 1 ? values / ValuesOfGroup
            : (Math.Ceiling(values * lanes / DeviceTarget.Items) * ((Math.Ceiling((double)turns / lanes) * (TermTime + MultiplyAddTime)) + (lanes > 1 ? PhaseTime : 0)))
            + (WeightsOf(kernel).Where(buffer => captured.Contains(buffer) && !segment.Held.Contains(buffer)).Sum(static buffer => buffer.ByteCount) / bytes);
    }
}
