using System.Collections.Immutable;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Kernels of a launch that the items of a group compute in one loop over elements, without waiting for one another.</summary>
/// <param name="Members">In the order in which an item computes them for its element.</param>
/// <param name="Lanes">So many items, a power of two, compute one element: each a part of its reductions.</param>
/// <param name="ReducesRows">Whether neighbouring items take neighbouring parts of one element's reductions; else they have neighbouring elements.</param>
public sealed record LaunchPhase(ImmutableArray<FusedMember> Members, int Lanes, bool ReducesRows)
{
    /// <summary>Elements of each member for one position; for members that are one piece, all of theirs.</summary>
    public static long ElementsOf(FusedMember member, long positions) =>
        member.Kernel.Writes[0].ElementCount / (member.PositionLoops == 0 ? 1 : positions);
}
