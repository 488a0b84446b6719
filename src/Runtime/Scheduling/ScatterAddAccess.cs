using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Positions of adding up rows: the rows of the table. Each looks through all indices, and reads only what is added to it.</summary>
internal sealed class ScatterAddAccess(ScatterAddKernel kernel) : KernelAccess(kernel)
{
    // Looking through the indices for a chunk's rows takes as long as adding up about so many columns, or less.
    private const int ColumnsOfSearch = 32;

    /// <summary>Into how many chunks the rows may be cut before looking for them takes longer than adding them up.</summary>
    public long MostChunks { get; } = Math.Max(1, kernel.Output.ElementCount / Math.Max(1, kernel.Output.Shape[0]) / ColumnsOfSearch);

    public override ImmutableArray<long> Candidates => MostChunks > 1 && Kernel.Writes[0].Shape[0] > 1 ? [Kernel.Writes[0].Shape[0]] : [];

    protected override FusedMember MemberAt(long positions) => new(Kernel, 1);

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions) => false;
}
