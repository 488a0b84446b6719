using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>The axes that a reduction combines, in rising order, and whether they stay with size 1.</summary>
public sealed record ReductionAttributes(ImmutableArray<int> Axes, bool Keep) : OperatorAttributes
{
    public bool Equals(ReductionAttributes? other) => other is not null && Keep == other.Keep && Axes.SequenceEqual(other.Axes);

    public override int GetHashCode() => Axes.Aggregate(Keep ? 1 : 0, HashCode.Combine);

    public override OperatorAttributes? WithLeadingAxis(Dimension length) => this with { Axes = [.. Axes.Select(static axis => axis + 1)] };

    public override string ToString() => $"over ({string.Join(", ", Axes)}){(Keep ? ", keep" : "")}";
}
