using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Where in a list of kernels each buffer is written and last read.</summary>
internal sealed class KernelPositions
{
    private readonly Dictionary<TensorBuffer, int> writers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, int> lastReaders = new(ReferenceEqualityComparer.Instance);

    public KernelPositions(IReadOnlyList<Kernel> kernels)
    {
        for (var position = 0; position < kernels.Count; position++)
        {
            foreach (var buffer in kernels[position].Writes)
                writers.TryAdd(buffer, position);
            foreach (var buffer in kernels[position].Reads)
                lastReaders[buffer] = position;
        }
    }

    /// <summary>The position of the first kernel that writes the buffer; -1 when none does.</summary>
    public int Writer(TensorBuffer buffer) => writers.GetValueOrDefault(buffer, -1);

    /// <summary>The position of the last kernel that reads the buffer; -1 when none does.</summary>
    public int LastReader(TensorBuffer buffer) => lastReaders.GetValueOrDefault(buffer, -1);
}
