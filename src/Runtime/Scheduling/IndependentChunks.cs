using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Recurrences whose chunks never wait for one another: where every position of a turn depends on the same position of the turn before only, as the sequences of a batch do,
/// a thread takes a chunk through all turns. Threads that meet after each turn would wait for whichever was slower in this one.
/// </summary>
internal static class IndependentChunks
{
    /// <summary>Whether the turns are a single launch of one segment in several chunks that depend over all turns on themselves only.</summary>
    /// <param name="turn">One turn.</param>
    /// <param name="body">What it computes.</param>
    public static bool Of(KernelProgram turn, ScanBody body)
    {
        // What lies in the arena may share its place with something else, which other chunks may still need. Which fault is the first one is decided turn by turn.
        if (turn is not { ArenaBytes: 0, Kernels: [FusedKernel { Segments: [{ Chunks: > 1 } segment] }] })
            return false;
        var carried = turn.Buffers.Where(placed => placed.Placement is InputPlacement place && body.Carries.Contains(place.Input)).Select(static placed => placed.Buffer)
            .ToHashSet<TensorBuffer>(ReferenceEqualityComparer.Instance);
        return segment.Members.All(member => member.PositionLoops > 0 && !MayFail(member.Kernel) && !HasColumns(member) && ReadsOwnPositions(member.Kernel, carried, segment.Positions));
    }

    /// <summary>Whether positions are columns of a product, which are no pieces of what it stores.</summary>
    private static bool HasColumns(FusedMember member) => member.Kernel is ContractionKernel product && product.Loops.Take(member.PositionLoops).Any(static loop => loop.LeftStride == 0);

    private static bool MayFail(Kernel kernel) => kernel switch
    {
        ContractionKernel => false,
        ElementKernel or JoinedElementKernel => JoinedElementKernel.PartsOf(kernel).Any(static part => !part.Sites.IsEmpty),
        _ => true,
    };

    private static bool ReadsOwnPositions(Kernel kernel, HashSet<TensorBuffer> carried, long positions)
    {
        var access = KernelAccess.Of(kernel);
        return kernel.Reads.All(buffer => !carried.Contains(buffer) || access.IsAligned(buffer, positions));
    }
}
