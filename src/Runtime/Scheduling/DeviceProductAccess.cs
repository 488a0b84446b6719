using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Positions of a product that a device computes inside a launch: its rows, those of all batches.</summary>
internal sealed class DeviceProductAccess : KernelAccess
{
    private readonly ContractionKernel kernel;
    private readonly List<ContractionLoop> rows;

    /// <param name="kernel">The product.</param>
    /// <param name="positions">The number of its rows.</param>
    public DeviceProductAccess(ContractionKernel kernel, long positions)
        : base(kernel)
    {
        this.kernel = kernel;
        rows = LaunchProducts.RowLoops(kernel) ?? throw new InvalidOperationException($"{kernel.Node} has no rows");
        RowsOfBatch = LaunchProducts.RowsOfBatch(rows);
        Candidates = [positions];
    }

    public override ImmutableArray<long> Candidates { get; }

    /// <summary>How many neighbouring rows meet the same other operand: no chunk may hold some of them and others.</summary>
    public long RowsOfBatch { get; }

    protected override FusedMember MemberAt(long positions) =>
        new(kernel with { Loops = [.. LaunchProducts.Outer(kernel), .. kernel.Loops.Where(static loop => loop.IsReduced)] }, rows.Count);

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions) =>
        (kernel.Left.Buffer != buffer || StaysWithin(kernel.Left, static loop => loop.LeftStride, positions))
        && (kernel.Right.Buffer != buffer || StaysWithin(kernel.Right, static loop => loop.RightStride, positions));

    private bool StaysWithin(ContractionOperand operand, Func<ContractionLoop, long> stride, long positions)
    {
        var piece = operand.Buffer.ElementCount / positions;
        var expected = piece;
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (stride(rows[i]) != expected)
                return false;
            expected *= rows[i].Extent;
        }

        var last = operand.Offset;
        foreach (var loop in kernel.Loops.Where(loop => !rows.Contains(loop)))
        {
            if (stride(loop) < 0)
                return false;
            last += stride(loop) * (loop.Extent - 1);
        }

        return operand.Offset >= 0 && last < piece;
    }
}
