using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Positions of a product of one row with a quantized matrix: blocks of columns. More rows are one piece.</summary>
internal sealed class QuantizedProductAccess : KernelAccess
{
    private const int FewestColumns = 64;

    private readonly QuantizedProductKernel kernel;

    public QuantizedProductAccess(QuantizedProductKernel kernel)
        : base(kernel)
    {
        this.kernel = kernel;
        Candidates = kernel.Rows == 1 ? Blocks(kernel.Scales.ElementCount) : [];
    }

    public override ImmutableArray<long> Candidates { get; }

    protected override FusedMember MemberAt(long positions) => new(kernel, 1);

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions) => buffer == kernel.Scales;

    private static ImmutableArray<long> Blocks(long columns)
    {
        var blocks = ImmutableArray.CreateBuilder<long>();
        for (long width = FewestColumns; width < columns; width *= 2)
        {
            if (columns % width == 0)
                blocks.Insert(0, columns / width);
        }

        return blocks.ToImmutable();
    }
}
