using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Places the private buffers of a segment in a group's memory. Buffers that are never needed at the same time share bytes; and where each item only reads, for the last time,
/// the element of its own place, what it computes there takes that place.
/// </summary>
internal static class PhaseMemory
{
    /// <summary>Places, in bytes, of the buffers that several phases use, and the bytes of all.</summary>
    public static (Dictionary<TensorBuffer, long> Offsets, long Bytes) Plan(FusedSegment segment, ImmutableArray<LaunchPhase> phases)
    {
        var own = segment.Private.ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var lastUses = new Dictionary<TensorBuffer, int>(ReferenceEqualityComparer.Instance);
        var users = new Dictionary<TensorBuffer, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < phases.Length; i++)
        {
            foreach (var buffer in Used(phases[i]).Where(own.Contains))
            {
                lastUses[buffer] = i;
                users[buffer] = users.GetValueOrDefault(buffer) + 1;
            }
        }

        own.RemoveWhere(buffer => users.GetValueOrDefault(buffer) < 2);
        var places = InPlace(phases, own, lastUses);
        var roots = own.Where(buffer => !places.ContainsKey(buffer)).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        Kernel[] steps = [.. phases.Select(phase => new Step(segment.Members[0].Kernel.Node, [.. Used(phase).Select(buffer => places.GetValueOrDefault(buffer, buffer)).Distinct()]))];
        var none = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var (offsets, bytes) = MemoryPlanner.Plan(steps, roots, none, buffer => buffer.ByteCount / segment.Positions * segment.Chunk);
        foreach (var (buffer, root) in places)
            offsets.Add(buffer, offsets[root]);
        return (offsets, bytes);
    }

    private static HashSet<TensorBuffer> Used(LaunchPhase phase) =>
        phase.Members.SelectMany(static member => member.Kernel.Operands).ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);

    private static Dictionary<TensorBuffer, TensorBuffer> InPlace(ImmutableArray<LaunchPhase> phases, HashSet<TensorBuffer> own, Dictionary<TensorBuffer, int> lastUses)
    {
        var places = new Dictionary<TensorBuffer, TensorBuffer>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < phases.Length; i++)
        {
            if (phases[i] is not { Lanes: 1, Members: var members } || !members.All(static member => member.Kernel is ElementKernel))
                continue;
            var taken = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
            for (var writer = 0; writer < members.Length; writer++)
            {
                var output = members[writer].Kernel.Writes[0];
                if (own.Contains(output) && members[writer].Kernel.Reads.FirstOrDefault(read => IsFree(read, output, writer, i)) is { } place && taken.Add(place))
                    places.Add(output, places.GetValueOrDefault(place, place));
            }

            bool IsFree(TensorBuffer read, TensorBuffer output, int writer, int phase) =>
                own.Contains(read) && lastUses[read] == phase && !taken.Contains(read) && read.ElementCount == output.ElementCount && read.ByteCount == output.ByteCount
                && !members.Any(member => member.Kernel.Writes[0] == read)
                && !members.Skip(writer + 1).Any(member => member.Kernel.Reads.Contains(read))
                && members.Take(writer + 1).All(member => LaunchPhases.LoadsOnlyOwnElement((ElementKernel)member.Kernel, read));
        }

        return places;
    }

    private sealed record Step(Node Node, ImmutableArray<TensorBuffer> Buffers) : Kernel(Node)
    {
        public override ImmutableArray<TensorBuffer> Reads => Buffers;

        public override ImmutableArray<TensorBuffer> Writes => [];
    }
}
