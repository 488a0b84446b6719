using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Decides, for launches that move more than caches hold, which results go past the caches and which operands are asked for ahead: what is stored past them is not
/// fetched first, and while rows are computed on, memory brings the next ones.
/// </summary>
internal static class MemoryStreams
{
    // More than the second cache holds, and more than the last one does.
    private const double NotableLaunchBytes = 2 * 1024 * 1024;
    private const double LargeLaunchBytes = 24 * 1024 * 1024;

    private const long NotableBufferBytes = 64 * 1024;
    private const long LargeBufferBytes = 8 * 1024 * 1024;

    // A layout that no thread's own cache holds, and that every thread is going to read: lines that others have read cost as much to store into as lines in memory.
    private const long SharedBufferBytes = 1024 * 1024;

    // A kernel that passes over its rows once is kept up with by the processor's own reading ahead.
    private const int FewestPasses = 3;

    /// <summary>The segments of one launch with what each member tells of its memory.</summary>
    /// <param name="segments">One for each group.</param>
    /// <param name="launch">The groups.</param>
    public static ImmutableArray<FusedSegment> Mark(ImmutableArray<FusedSegment> segments, List<LaunchGroup> launch)
    {
        var outside = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var segment in segments)
        {
            outside.UnionWith(segment.Reads);
            outside.UnionWith(segment.Writes);
        }

        var bytes = 0.0;
        foreach (var buffer in outside)
            bytes += buffer.ByteCount;
        if (bytes < NotableLaunchBytes)
            return segments;
        outside.RemoveWhere(static buffer => buffer.ByteCount < NotableBufferBytes || buffer.Element != ElementType.Float32);
        return [.. segments.Select((segment, i) => Mark(segment, launch[i]))];

        FusedSegment Mark(FusedSegment segment, LaunchGroup group)
        {
            var ahead = segment.Members.Length < FewestPasses || group.Contractions > 0 ? [] : ReadersAhead(group, outside);
            var asks = group.Contractions > 0 ? AskedPieces.Of(segment, group, outside) : null;
            return segment with { Members = [.. segment.Members.Select((member, i) => member with { Memory = UseOf(member, group.Members[i], ahead) with { Asks = asks?[i] ?? [] } })] };
        }

        MemoryUse UseOf(FusedMember member, KernelAccess access, Dictionary<TensorBuffer, KernelAccess> ahead)
        {
            if (member is { PositionLoops: > 0, Kernel: PackKernel pack })
                return new MemoryUse(pack.Output.ByteCount > SharedBufferBytes && outside.Contains(pack.Output) && !launch.Exists(group => group.Reads(pack.Output)), 0);
            if (member is not { PositionLoops: > 0, Kernel: ElementKernel or JoinedElementKernel })
                return MemoryUse.Plain;
            var isLast = bytes >= LargeLaunchBytes && member.Kernel.Writes.All(buffer => buffer.ByteCount >= LargeBufferBytes && outside.Contains(buffer) && !launch.Exists(group => group.Reads(buffer)));
            var (operands, all) = (0L, member.Kernel.Operands);
            for (var i = 0; i < Math.Min(all.Length, MemoryUse.MostOperands); i++)
            {
                if (ahead.GetValueOrDefault(all[i]) == access)
                    operands |= 1L << i;
            }

            return new MemoryUse(isLast, operands);
        }
    }

    /// <summary>For each large operand the member with the most work of those that read it position by position: there is the most time to wait for memory.</summary>
    private static Dictionary<TensorBuffer, KernelAccess> ReadersAhead(LaunchGroup group, HashSet<TensorBuffer> outside)
    {
        var readers = new Dictionary<TensorBuffer, KernelAccess>(ReferenceEqualityComparer.Instance);
        foreach (var member in group.Members)
        {
            foreach (var buffer in member.Kernel.Reads)
            {
                if (member.Kernel is ElementKernel or JoinedElementKernel && outside.Contains(buffer) && !group.Writes(buffer) && member.IsAligned(buffer, group.Positions)
                    && !(readers.TryGetValue(buffer, out var other) && other.Work >= member.Work))
                {
                    readers[buffer] = member;
                }
            }
        }

        return readers;
    }
}
