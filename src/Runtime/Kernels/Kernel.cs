using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>One loop nest, or one computation of its own kind, over buffers; the same for every target.</summary>
/// <param name="Node">The operation whose value it completes; faults without a better place point at it.</param>
public abstract record Kernel(Node Node)
{
    /// <summary>The buffers it loads from, each once.</summary>
    public abstract ImmutableArray<TensorBuffer> Reads { get; }

    /// <summary>The buffers it stores to.</summary>
    public abstract ImmutableArray<TensorBuffer> Writes { get; }

    /// <summary>The buffers whose addresses a call of the kernel is given, each once, in this order: what it loads from, then what it stores to.</summary>
    public ImmutableArray<TensorBuffer> Operands => [.. Reads.Union(Writes, ReferenceEqualityComparer.Instance).Cast<TensorBuffer>()];
}
