using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>From planned launches to kernels, with places for the buffers that no other launch sees.</summary>
internal static class LaunchBuilder
{
    /// <summary>The launches as kernels, the places of private buffers, and the bytes that one worker needs for them.</summary>
    /// <param name="policy">How groups are cut.</param>
    /// <param name="launches">Groups that run at the same time.</param>
    /// <param name="mayBePrivate">Whether nothing outside the kernels reads a buffer and it has no place yet.</param>
    public static (List<Kernel> Kernels, Dictionary<TensorBuffer, PrivatePlacement> Places, long PrivateBytes) Build(
        LaunchPolicy policy, List<List<LaunchGroup>> launches, Func<TensorBuffer, bool> mayBePrivate)
    {
        var users = CountUsers(launches);
        var kernels = new List<Kernel>();
        var places = new Dictionary<TensorBuffer, PrivatePlacement>(ReferenceEqualityComparer.Instance);
        var privateBytes = 0L;
        foreach (var launch in launches)
        {
            if (launch is [{ Members: [{ Kernel: var kernel }] }] && policy.StandsAlone(kernel))
            {
                kernels.Add(kernel);
                continue;
            }

            var segments = ImmutableArray.CreateBuilder<FusedSegment>(launch.Count);
            foreach (var group in launch)
                segments.Add(BuildSegment(group));
            kernels.Add(new FusedKernel(launch[^1].Members[^1].Kernel.Node, policy.MarksMemory ? MemoryStreams.Mark(segments.MoveToImmutable(), launch) : segments.MoveToImmutable()));
        }

        return (kernels, places, privateBytes);

        FusedSegment BuildSegment(LaunchGroup group)
        {
            var cut = policy.Cut(group, OwnBuffers(group, users, mayBePrivate));
            foreach (var (buffer, place) in cut.Private)
                places.Add(buffer, place);
            privateBytes = Math.Max(privateBytes, cut.PrivateBytes);
            var members = cut.Members.IsEmpty ? [.. group.Members.Select(member => member.Member(cut.Positions))] : cut.Members;
            return new FusedSegment(cut.Positions, cut.Chunk, members, [.. cut.Private.Keys]) { Turn = cut.Turn };
        }
    }

    /// <summary>How many groups use each buffer.</summary>
    private static Dictionary<TensorBuffer, int> CountUsers(List<List<LaunchGroup>> launches)
    {
        var users = new Dictionary<TensorBuffer, int>(ReferenceEqualityComparer.Instance);
        foreach (var group in launches.SelectMany(static launch => launch))
        {
            var used = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
            foreach (var member in group.Members)
            {
                used.UnionWith(member.Kernel.Reads);
                used.UnionWith(member.Kernel.Writes);
            }

            foreach (var buffer in used)
                users[buffer] = users.GetValueOrDefault(buffer) + 1;
        }

        return users;
    }

    private static HashSet<TensorBuffer> OwnBuffers(LaunchGroup group, Dictionary<TensorBuffer, int> users, Func<TensorBuffer, bool> mayBePrivate)
    {
        var own = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var member in group.Members)
        {
            foreach (var buffer in member.Kernel.Writes)
            {
                if (users[buffer] == 1 && mayBePrivate(buffer))
                    own.Add(buffer);
            }
        }

        return own;
    }
}
