using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Lanes;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>What has been computed at one level of a kernel's loops and branches; valid inside it only.</summary>
internal sealed class EmissionScope
{
    public Dictionary<ScalarExpression, LocalBuilder> Scalars { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Values that change along the vectorised loop.</summary>
    public Dictionary<ScalarExpression, LaneValue> Lanes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Scalars copied to all lanes.</summary>
    public Dictionary<ScalarExpression, LaneValue> Broadcasts { get; } = new(ReferenceEqualityComparer.Instance);

    public Dictionary<IndexExpression, LocalBuilder> Indices { get; } = new(IndexComparer.Instance);

    /// <summary>Indices that change unevenly along the vectorised loop.</summary>
    public Dictionary<IndexExpression, LaneValue> Words { get; } = new(IndexComparer.Instance);

    /// <summary>Addresses as far as they were known at this level.</summary>
    public Dictionary<LoadScalar, PartialAddress> Addresses { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Locals that nobody needs after the scope.</summary>
    public List<LocalBuilder> Rented { get; } = [];
}

/// <summary>An address without the terms that inner loops add.</summary>
internal sealed record PartialAddress(LocalBuilder Local, IndexTerm[] Remaining);
