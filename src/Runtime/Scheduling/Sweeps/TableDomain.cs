using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Tables that are computed from one another, while they are collected.</summary>
/// <param name="space">Their places.</param>
internal sealed class TableDomain(TableSpace space)
{
    public TableSpace Space { get; } = space;

    /// <summary>Each table with the kernel that computes it.</summary>
    public Dictionary<TensorBuffer, Kernel> Writers { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What is computed from them.</summary>
    public List<SweepResult> Results { get; } = [];

    /// <summary>Whether everybody who reads them can do so piece by piece.</summary>
    public bool IsSound { get; set; } = true;

    /// <summary>The tables from which a kernel is computed, with those that these are computed from.</summary>
    public HashSet<TensorBuffer> ChainOf(Kernel kernel)
    {
        var chain = new HashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Kernel>();
        pending.Push(kernel);
        while (pending.TryPop(out var reader))
        {
            foreach (var buffer in reader.Reads)
            {
                if (Writers.TryGetValue(buffer, out var writer) && chain.Add(buffer))
                    pending.Push(writer);
            }
        }

        return chain;
    }
}
