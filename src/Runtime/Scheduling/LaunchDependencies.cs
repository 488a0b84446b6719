using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Which groups a kernel must come after: those that write what it reads, and those that read or write what it writes.</summary>
internal sealed class LaunchDependencies(Func<TensorBuffer, object> storageOf)
{
    private readonly Dictionary<object, LaunchGroup> writers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, HashSet<LaunchGroup>> readers = new(ReferenceEqualityComparer.Instance);

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
            if (!readers.TryGetValue(storage, out var reading))
                continue;
            foreach (var group in reading)
                Consider(group);
        }

        return last;

        void Consider(LaunchGroup? group)
        {
            if (group is not null && (last is null || group.Order > last.Order))
                last = group;
        }
    }

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
            writers[storageOf(buffer)] = group;
    }
}
