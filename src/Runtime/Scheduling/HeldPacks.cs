using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Packing kernels that wait for their first reader, so that what they make does not lie about in the meantime; the same packing for several readers close to one
/// another is done once.
/// </summary>
internal sealed class HeldPacks
{
    private const int SharingDistance = 48;

    private readonly List<PackKernel> held = [];
    private readonly Dictionary<PackKey, (TensorBuffer Output, int Time)> done = [];
    private readonly Dictionary<TensorBuffer, TensorBuffer> shared = new(ReferenceEqualityComparer.Instance);
    private int time;

    /// <summary>Takes up a kernel; a recent one that does the same stands for it.</summary>
    public void Hold(PackKernel kernel)
    {
        var pack = kernel with { Source = kernel.Source with { Buffer = shared.GetValueOrDefault(kernel.Source.Buffer, kernel.Source.Buffer) } };
        var key = new PackKey(pack);
        if (done.TryGetValue(key, out var same) && time - same.Time <= SharingDistance)
        {
            shared[pack.Output] = same.Output;
            return;
        }

        done[key] = (pack.Output, time);
        held.Add(pack);
    }

    /// <summary>The kernel, reading the buffers that stand for those of packing kernels that are not run.</summary>
    public Kernel Share(Kernel kernel)
    {
        time++;
        return shared.Count > 0 && kernel.Reads.Any(shared.ContainsKey) && BufferSubstitution.Apply(kernel, shared) is { } changed ? changed : kernel;
    }

    /// <summary>The held kernels whose results the kernel needs, first those that others read from.</summary>
    public List<PackKernel> TakeFor(Kernel kernel)
    {
        var taken = new List<PackKernel>();
        Take(kernel, taken);
        return taken;
    }

    /// <summary>The held kernels that read what is about to change.</summary>
    /// <param name="isChanging">Whether a buffer's memory is about to get other values.</param>
    public List<PackKernel> TakeBeforeChange(Func<TensorBuffer, bool> isChanging)
    {
        var taken = new List<PackKernel>();
        while (held.Find(pack => isChanging(pack.Source.Buffer)) is { } pack)
        {
            held.Remove(pack);
            taken.Add(pack);
        }

        return taken;
    }

    /// <summary>All that are still held, in order.</summary>
    public List<PackKernel> TakeAll()
    {
        var all = held.ToList();
        held.Clear();
        return all;
    }

    private void Take(Kernel reader, List<PackKernel> taken)
    {
        foreach (var buffer in reader.Reads)
        {
            var place = held.FindIndex(pack => pack.Output == buffer);
            if (place < 0)
                continue;
            var pack = held[place];
            held.RemoveAt(place);
            Take(pack, taken);
            taken.Add(pack);
        }
    }

    /// <summary>What a packing kernel does, without where it stores.</summary>
    private sealed class PackKey(PackKernel pack) : IEquatable<PackKey>
    {
        private readonly PackKernel pack = pack;

        public bool Equals(PackKey? other) =>
            other is not null && pack.Source.Buffer == other.pack.Source.Buffer && pack.Source.Offset == other.pack.Source.Offset && pack.Loops.SequenceEqual(other.pack.Loops)
            && pack.Output.Element == other.pack.Output.Element && pack.Output.Shape.SequenceEqual(other.pack.Output.Shape);

        public override bool Equals(object? obj) => obj is PackKey other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(pack.Source.Buffer, pack.Source.Offset, pack.Loops.Length, pack.Loops[0]);
    }
}
