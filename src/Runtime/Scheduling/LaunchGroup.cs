using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Kernels that are going to share one loop over positions.</summary>
/// <param name="storageOf">What a buffer's memory is known by: two buffers of one variable lie at the same place.</param>
internal sealed class LaunchGroup(Func<TensorBuffer, object> storageOf)
{
    private readonly HashSet<object> written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, List<(KernelAccess Reader, TensorBuffer Buffer)>> readers = new(ReferenceEqualityComparer.Instance);

    /// <summary>In the order in which they run.</summary>
    public List<KernelAccess> Members { get; } = [];

    /// <summary>The numbers of positions that suit every member, rising; empty when the members can only run whole.</summary>
    public ImmutableArray<long> Candidates { get; private set; } = [];

    /// <summary>About how many nanoseconds one thread takes.</summary>
    public double Work { get; private set; }

    /// <summary>The number of contractions among the members.</summary>
    public int Contractions { get; private set; }

    /// <summary>Whether a member may meet a fault.</summary>
    public bool MayFail { get; private set; }

    /// <summary>The place among all groups.</summary>
    public int Order { get; set; }

    /// <summary>How many positions it is going to have.</summary>
    public long Positions => Candidates.IsEmpty ? 1 : Candidates[^1];

    public IEnumerable<object> StoragesRead => readers.Keys;

    public IEnumerable<object> StoragesWritten => written;

    /// <summary>A group without members that will have one of these numbers of positions.</summary>
    public static LaunchGroup Begin(Func<TensorBuffer, object> storageOf, ImmutableArray<long> candidates) => new(storageOf) { Candidates = candidates };

    /// <summary>The group with these of its members only.</summary>
    public LaunchGroup Of(IEnumerable<KernelAccess> members)
    {
        var group = Begin(storageOf, Candidates);
        foreach (var member in members)
            group.Add(member, Candidates);
        return group;
    }

    /// <summary>What the group would be with these members more, in this order; null when one does not fit.</summary>
    /// <param name="join">The positions that remain when a kernel joins a group; null when it should not.</param>
    public LaunchGroup? With(IEnumerable<KernelAccess> more, Func<LaunchGroup, KernelAccess, ImmutableArray<long>?> join)
    {
        var group = Of(Members);
        foreach (var access in more)
        {
            if (join(group, access) is not { } common)
                return null;
            group.Add(access, common);
        }

        return group;
    }

    /// <summary>Takes a kernel in as the last member.</summary>
    /// <param name="access">The kernel.</param>
    /// <param name="candidates">The numbers of positions that remain.</param>
    public void Add(KernelAccess access, ImmutableArray<long> candidates)
    {
        Members.Add(access);
        Candidates = candidates;
        Work += access.Work;
        if (access.Kernel is ContractionKernel)
            Contractions++;
        MayFail |= access.MayFail;
        foreach (var buffer in access.Kernel.Reads)
        {
            var storage = storageOf(buffer);
            if (!readers.TryGetValue(storage, out var list))
                readers.Add(storage, list = []);
            list.Add((access, buffer));
        }

        foreach (var buffer in access.Kernel.Writes)
            written.Add(storageOf(buffer));
    }

    /// <summary>Makes the members run whole, one after another.</summary>
    public void MakeSequential(IEnumerable<KernelAccess> more)
    {
        Candidates = [];
        foreach (var access in more)
            Add(access, []);
    }

    /// <summary>Whether a member writes the buffer.</summary>
    public bool Writes(TensorBuffer buffer) => written.Contains(storageOf(buffer));

    /// <summary>Whether a member reads the buffer.</summary>
    public bool Reads(TensorBuffer buffer) => readers.ContainsKey(storageOf(buffer));

    /// <summary>Whether the kernel reads what a member writes, or both read the same buffer.</summary>
    public bool SharesDataWith(KernelAccess access)
    {
        foreach (var buffer in access.Kernel.Reads)
        {
            var storage = storageOf(buffer);
            if (written.Contains(storage) || (readers.ContainsKey(storage) && access.IsAligned(buffer, Positions)))
                return true;
        }

        return access.Kernel.Writes.Any(buffer => readers.ContainsKey(storageOf(buffer)));
    }

    /// <summary>The numbers of positions at which the kernel could follow the members on each chunk.</summary>
    public ImmutableArray<long> CommonCandidates(KernelAccess access)
    {
        var common = ImmutableArray.CreateBuilder<long>(Candidates.Length);
        foreach (var positions in Candidates)
        {
            if (access.Candidates.Contains(positions) && Fits(access, positions))
                common.Add(positions);
        }

        return common.ToImmutable();
    }

    /// <summary>Bytes that every chunk reads whole: weights, tables.</summary>
    public double SharedBytes(KernelAccess? more, long positions)
    {
        var bytes = 0.0;
        foreach (var (storage, list) in readers)
        {
            if (!written.Contains(storage) && list.Exists(item => !item.Reader.IsAligned(item.Buffer, positions)))
                bytes += list[0].Buffer.ByteCount;
        }

        if (more is null)
            return bytes;
        foreach (var buffer in more.Kernel.Reads)
        {
            var storage = storageOf(buffer);
            if (!written.Contains(storage) && !readers.ContainsKey(storage) && !more.IsAligned(buffer, positions))
                bytes += buffer.ByteCount;
        }

        return bytes;
    }

    /// <summary>How many buffers the members use, and the kernel with them.</summary>
    public int CountOperands(KernelAccess more) => CountOperands([more]);

    /// <summary>How many buffers the members use, and these kernels with them.</summary>
    public int CountOperands(IEnumerable<KernelAccess> more)
    {
        var operands = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var member in Members.Concat(more))
        {
            operands.UnionWith(member.Kernel.Reads);
            operands.UnionWith(member.Kernel.Writes);
        }

        return operands.Count;
    }

    /// <summary>Bytes of all buffers' pieces for one position.</summary>
    public double BytesPerPosition(long positions)
    {
        var seen = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var bytes = 0.0;
        foreach (var member in Members)
        {
            foreach (var buffer in member.Kernel.Writes)
            {
                if (seen.Add(buffer))
                    bytes += buffer.ByteCount;
            }

            foreach (var buffer in member.Kernel.Reads)
            {
                if (seen.Add(buffer) && member.IsAligned(buffer, positions))
                    bytes += buffer.ByteCount;
            }
        }

        return bytes / positions;
    }

    private bool Fits(KernelAccess access, long positions)
    {
        foreach (var buffer in access.Kernel.Reads)
        {
            if (written.Contains(storageOf(buffer)) && !access.IsAligned(buffer, positions))
                return false;
        }

        foreach (var buffer in access.Kernel.Writes)
        {
            var storage = storageOf(buffer);
            if (written.Contains(storage))
                return false;
            if (readers.TryGetValue(storage, out var list) && !list.TrueForAll(item => item.Reader.IsAligned(item.Buffer, positions)))
                return false;
        }

        return true;
    }
}
