using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Decides which groups go through their positions together, a few at a time, instead of member after member: a row that was computed is stored and the next one is fetched while there
/// are other things to do, and what members hand on to one another stays in the first cache however long a chunk is.
/// </summary>
internal static class MemberTurns
{
    // Rows of this length hide what begins and ends a member's loops.
    private const double TurnBytes = 4096;

    // The just-in-time compiler gives up optimizing methods that are too long.
    private const int MostOperations = 300;
    private const int FunctionOperations = 20;

    /// <summary>Positions a turn; 0 when each member computes a whole chunk.</summary>
    public static long Of(LaunchGroup group)
    {
        if (group.Positions == 1 || group.Members.Count < 2)
            return 0;
        var (operations, bytes) = (0, 0.0);
        foreach (var member in group.Members)
        {
            var kernels = JoinedElementKernel.PartsOf(member.Kernel);
            if (kernels.IsEmpty || member.Candidates.IsEmpty)
                return 0;
            foreach (var kernel in kernels)
            {
                if (AddsAcross(kernel, group.Positions, ref operations))
                    return 0;
            }

            foreach (var buffer in member.Kernel.Operands)
            {
                if (member.IsAligned(buffer, group.Positions))
                    bytes = Math.Max(bytes, (double)buffer.ByteCount / group.Positions);
            }
        }

        return operations > MostOperations || bytes == 0 ? 0 : (long)Math.Ceiling(TurnBytes / bytes);
    }

    /// <summary>Whether a position is one result of a reduction whose elements lie beside those of the next position: such results are computed many at a time.</summary>
    private static bool AddsAcross(ElementKernel kernel, long positions, ref int operations)
    {
        var (adds, count) = (false, 0);
        ExpressionWalker.Visit(
            kernel.Body,
            part =>
            {
                count += part is UnaryScalar { Operation: not (ScalarOperation.Negate or ScalarOperation.Abs) } or RandomScalar or BinaryScalar { Operation: ScalarOperation.Power } ? FunctionOperations : 1;
                if (part is ReduceScalar reduce && kernel.Output.ElementCount == positions)
                    adds |= !WalksAlong(reduce);
            },
            null);
        operations += count;
        return adds;
    }

    /// <summary>Whether the innermost of a reduction's loops goes from element to element.</summary>
    private static bool WalksAlong(ReduceScalar reduce)
    {
        var inner = reduce.Variables[^1];
        var walks = true;
        ExpressionWalker.Visit(
            reduce.Body, part => walks &= part is not LoadScalar load || LinearIndex.OfElement(load.Buffer.Shape, load.Indices).StrideOf(inner) is 0 or 1, null);
        return walks;
    }
}
