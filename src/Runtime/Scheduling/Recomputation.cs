using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Decides which large values a later launch computes once more instead of reading them from memory: the scores and weights of an attention, activations. The
/// values then live in a worker's own memory in both places.
/// </summary>
/// <param name="addBuffer">Takes up a temporary.</param>
/// <param name="mayRepeat">Whether a buffer is a temporary that only kernels read.</param>
/// <param name="isCurrent">Whether a buffer's memory holds its values still.</param>
internal sealed class Recomputation(Action<TensorBuffer> addBuffer, Func<TensorBuffer, bool> mayRepeat, Func<TensorBuffer, bool> isCurrent)
{
    private const long SmallestBytes = 512 * 1024;
    private const double LargestWorkPerByte = 0.25;
    private const int LongestChain = 8;

    private readonly Dictionary<TensorBuffer, Kernel> writers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<LaunchGroup, Dictionary<TensorBuffer, TensorBuffer>> copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether any plan was carried out.</summary>
    public bool HappenedAtAll => copies.Count > 0;

    /// <summary>Notes who computes a buffer.</summary>
    public void Add(Kernel kernel)
    {
        if (kernel is ElementKernel or ContractionKernel or PackKernel)
            writers[kernel.Writes[0]] = kernel;
    }

    /// <summary>What to compute anew in this group for the kernel to read; null when everything is better read from memory.</summary>
    public RecomputationPlan? Plan(Kernel reader, LaunchGroup group)
    {
        var known = new Dictionary<TensorBuffer, TensorBuffer>(copies.GetValueOrDefault(group) ?? [], ReferenceEqualityComparer.Instance);
        var kernels = new List<Kernel>();
        var replaced = new Dictionary<TensorBuffer, TensorBuffer>(ReferenceEqualityComparer.Instance);
        foreach (var buffer in reader.Reads)
        {
            if (group.Writes(buffer))
                continue;
            if (!known.TryGetValue(buffer, out var copy))
            {
                var chain = new List<TensorBuffer>();
                if (!Collect(buffer, buffer, reader, group, known, chain, []))
                    continue;
                foreach (var link in chain)
                {
                    known.Add(link, new TensorBuffer($"{link.Name}.again", link.Element, link.Shape));
                    kernels.Add(BufferSubstitution.Apply(writers[link], known)!);
                }

                copy = known[buffer];
            }

            replaced.Add(buffer, copy);
        }

        if (replaced.Count == 0 || BufferSubstitution.Apply(reader, replaced) is not { } changed)
            return null;
        kernels.Add(changed);
        return new RecomputationPlan(kernels, known);
    }

    /// <summary>Notes that the plan is carried out, so that later members of the group use its results.</summary>
    public void Accept(LaunchGroup group, RecomputationPlan plan)
    {
        copies[group] = plan.Copies;
        foreach (var kernel in plan.Kernels.SkipLast(1))
            addBuffer(kernel.Writes[0]);
    }

    /// <summary>Collects what must be computed anew for a buffer, inputs first; false when it is not worth it.</summary>
    private bool Collect(
        TensorBuffer wanted, TensorBuffer buffer, Kernel reader, LaunchGroup group, Dictionary<TensorBuffer, TensorBuffer> known, List<TensorBuffer> chain, HashSet<TensorBuffer> visited)
    {
        if (!IsCheap(buffer) || !visited.Add(buffer) || visited.Count > LongestChain)
            return false;
        var begun = chain.Count;
        foreach (var input in writers[buffer].Reads)
        {
            if (known.ContainsKey(input) || chain.Contains(input) || Collect(wanted, input, reader, group, known, chain, visited) || IsAtHand(input, wanted, reader, group))
                continue;
            chain.RemoveRange(begun, chain.Count - begun);
            return false;
        }

        chain.Add(buffer);
        return true;
    }

    private bool IsCheap(TensorBuffer buffer) =>
        buffer.ByteCount >= SmallestBytes && mayRepeat(buffer) && writers.TryGetValue(buffer, out var writer)
        && writer is not ElementKernel { Sites.IsEmpty: false } && !HoldsLoop(writer)
        && KernelWork.Of(writer) <= buffer.ByteCount * LargestWorkPerByte;

    private static bool HoldsLoop(Kernel kernel)
    {
        if (kernel is not ElementKernel element)
            return false;
        var found = false;
        ExpressionWalker.Visit(element.Body, part => found |= part is ReduceScalar, null);
        return found;
    }

    /// <summary>Whether a buffer can still be read, and reading it costs no more memory than there is anyway.</summary>
    private bool IsAtHand(TensorBuffer input, TensorBuffer wanted, Kernel reader, LaunchGroup group) =>
        isCurrent(input) && (!mayRepeat(input) || input.ByteCount * 2 <= wanted.ByteCount || reader.Reads.Contains(input) || group.Reads(input));
}
