using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Positions of adding up rows: the rows of the table. Each looks through all indices, and reads only what is added to it.</summary>
internal sealed class ScatterAddAccess(ScatterAddKernel kernel) : KernelAccess(kernel)
{
    public override ImmutableArray<long> Candidates { get; } = kernel.Output.Shape[0] > 1 && kernel.Output.ElementCount > 0 ? [kernel.Output.Shape[0]] : [];

    protected override FusedMember MemberAt(long positions) => new(Kernel, 1);

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions) => false;
}
