using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>From which kernel to which a buffer's value is needed.</summary>
internal static class BufferLifetimes
{
    /// <summary>Lifetimes in the order of first writing.</summary>
    public static List<(TensorBuffer Buffer, int First, int Last)> Of(
        IReadOnlyList<Kernel> kernels, IReadOnlySet<TensorBuffer> buffers, IReadOnlySet<TensorBuffer> keptToEnd)
    {
        var positions = new Dictionary<TensorBuffer, int>(ReferenceEqualityComparer.Instance);
        var lifetimes = new List<(TensorBuffer Buffer, int First, int Last)>();
        for (var k = 0; k < kernels.Count; k++)
        {
            foreach (var buffer in kernels[k].Writes)
                Touch(buffer, k);
            foreach (var buffer in kernels[k].Reads)
                Touch(buffer, k);
        }

        return lifetimes;

        void Touch(TensorBuffer buffer, int kernel)
        {
            if (!buffers.Contains(buffer))
                return;
            if (positions.TryGetValue(buffer, out var position))
            {
                if (!keptToEnd.Contains(buffer))
                    lifetimes[position] = lifetimes[position] with { Last = kernel };
                return;
            }

            positions.Add(buffer, lifetimes.Count);
            lifetimes.Add((buffer, kernel, keptToEnd.Contains(buffer) ? int.MaxValue : kernel));
        }
    }
}
