using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Scheduling;

/// <summary>Decides which nodes are computed inside the kernels that use them.</summary>
internal static class FusionPlan
{
    public static HashSet<Node> Inlined(ImmutableArray<Node> order, ImmutableArray<Node> roots, IReadOnlySet<Node> supplied) => [];
}
