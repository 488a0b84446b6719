using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Which groups a kernel must come after: those that write what it reads, and those that read or write what it writes; one that writes variables also those that
/// may meet a fault, which must leave every variable as it was.
/// </summary>
/// <param name="storageOf">What a buffer's memory is known by.</param>
/// <param name="isVariable">Whether a buffer is a variable's.</param>
/// <param name="predecessors">Buffers that must not be written before others, although they do not depend on them.</param>
internal sealed class LaunchDependencies(Func<TensorBuffer, object> storageOf, Func<TensorBuffer, bool> isVariable, IReadOnlyDictionary<TensorBuffer, TensorBuffer> predecessors)
{
    private readonly Dictionary<object, LaunchGroup> writers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, HashSet<LaunchGroup>> readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, TensorBuffer> contents = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<(TensorBuffer Indices, int Bound)> verified = [];
    private LaunchGroup? lastThatMayFail;

    /// <summary>The last group that the kernel must not precede; null when it depends on none.</summary>
    public LaunchGroup? LastOf(Kernel kernel)
    {
        LaunchGroup? last = null;
        foreach (var buffer in kernel.Reads)
            Consider(writers.GetValueOrDefault(storageOf(buffer)));
        foreach (var buffer in kernel.Writes)
        {
            var storage = storageOf(buffer);
            Consider(writers.GetValueOrDefault(storage));
            if (predecessors.TryGetValue(buffer, out var before))
                Consider(writers.GetValueOrDefault(storageOf(before)));
            if (!readers.TryGetValue(storage, out var reading))
                continue;
            foreach (var group in reading)
                Consider(group);
        }

        if (kernel.Writes.Any(isVariable))
            Consider(lastThatMayFail);
        return last;

        void Consider(LaunchGroup? group)
        {
            if (group is not null && (last is null || group.Order > last.Order))
                last = group;
        }
    }

    /// <summary>Whether a buffer's memory holds its values still; a variable's old value is gone once the new one is written over it.</summary>
    public bool IsCurrent(TensorBuffer buffer) => !contents.TryGetValue(storageOf(buffer), out var content) || content == buffer;

    /// <summary>Whether the kernel may meet a fault that no kernel noted before would have met: rows are added back with the indices by which they were picked.</summary>
    public bool MayFail(Kernel kernel) => kernel switch
    {
        ElementKernel element => !element.Sites.IsEmpty,
        ScatterAddKernel scatter => !verified.Contains((scatter.Indices, scatter.Output.Shape[0])),
        SolveKernel => true,
        ScanKernel scan => scan.Body.Kernels.Any(MayFail),
        FusedKernel fused => fused.Segments.Any(segment => segment.Members.Any(member => MayFail(member.Kernel))),
        _ => false,
    };

    /// <summary>Notes that the kernel has become a member of the group.</summary>
    public void Add(Kernel kernel, LaunchGroup group)
    {
        foreach (var buffer in kernel.Reads)
        {
            var storage = storageOf(buffer);
            if (!readers.TryGetValue(storage, out var reading))
                readers.Add(storage, reading = []);
            reading.Add(group);
        }

        foreach (var buffer in kernel.Writes)
        {
            var storage = storageOf(buffer);
            writers[storage] = group;
            contents[storage] = buffer;
        }

        if (kernel is ElementKernel picking)
        {
            foreach (var site in picking.Sites)
            {
                if (site.Index.Value is LoadScalar load && picking.Output.ElementCount >= load.Buffer.ElementCount)
                    verified.Add((load.Buffer, site.Index.Bound));
            }
        }

        if (group.MayFail && (lastThatMayFail is null || group.Order > lastThatMayFail.Order))
            lastThatMayFail = group;
    }
}
