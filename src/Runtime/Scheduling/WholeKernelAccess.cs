using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>A kernel that is one indivisible piece.</summary>
internal sealed class WholeKernelAccess(Kernel kernel) : KernelAccess(kernel)
{
    public override ImmutableArray<long> Candidates => [];

    protected override FusedMember MemberAt(long positions) => throw new InvalidOperationException($"{Kernel.Node} cannot be cut into {positions} positions");

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions) => false;
}
