using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>What has been computed at one level of a kernel's loops and branches; valid inside it only.</summary>
internal sealed class EmissionScope
{
    public Dictionary<ScalarExpression, EmittedValue> Values { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Scalars copied to all lanes.</summary>
    public Dictionary<ScalarExpression, LocalBuilder> Broadcasts { get; } = new(ReferenceEqualityComparer.Instance);

    public Dictionary<IndexExpression, LocalBuilder> Indices { get; } = new(IndexComparer.Instance);

    /// <summary>Addresses as far as they were known at this level.</summary>
    public Dictionary<LoadScalar, PartialAddress> Addresses { get; } = new(ReferenceEqualityComparer.Instance);
}

/// <summary>A value in locals: one for a scalar, one a vector for values that change along the vectorised loop.</summary>
internal sealed record EmittedValue(LocalBuilder[] Parts, bool IsVector);

/// <summary>An address without the terms that inner loops add.</summary>
internal sealed record PartialAddress(LocalBuilder Local, (IndexExpression Atom, long Coefficient)[] Remaining);
