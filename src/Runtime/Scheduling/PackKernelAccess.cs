using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>Positions of packing kernels: leading loops, as long as a position is worth a call.</summary>
internal sealed class PackKernelAccess : KernelAccess
{
    private const long FewestElements = 64;

    private readonly PackKernel kernel;

    public PackKernelAccess(PackKernel kernel)
        : base(kernel)
    {
        this.kernel = kernel;
        var elements = kernel.Output.ElementCount;
        var candidates = ImmutableArray.CreateBuilder<long>();
        foreach (var positions in PrefixProducts([.. kernel.Loops.Select(static loop => loop.Extent)]))
        {
            if (elements % positions == 0 && elements / positions >= FewestElements && Steps(positions, elements, static loop => loop.OutputStride) && KeepsRowsTogether(positions))
                candidates.Add(positions);
        }

        Candidates = candidates.ToImmutable();
    }

    public override ImmutableArray<long> Candidates { get; }

    protected override FusedMember MemberAt(long positions) => new(kernel, LeadingLoops(positions));

    protected override bool LoadsOwnPiece(TensorBuffer buffer, long positions)
    {
        if (buffer != kernel.Source.Buffer)
            return true;
        if (!Steps(positions, buffer.ElementCount, static loop => loop.SourceStride))
            return false;
        var piece = buffer.ElementCount / positions;
        var (minimum, maximum) = (kernel.Source.Offset, kernel.Source.Offset);
        foreach (var loop in kernel.Loops.Skip(LeadingLoops(positions)))
        {
            var reach = loop.SourceStride * (loop.Extent - 1);
            minimum += Math.Min(0, reach);
            maximum += Math.Max(0, reach);
        }

        return minimum >= 0 && maximum < piece;
    }

    /// <summary>Whether no position is a piece of a row whose other pieces belong to positions far away.</summary>
    private bool KeepsRowsTogether(long positions)
    {
        var last = LeadingLoops(positions) - 1;
        for (var i = 0; i < last; i++)
        {
            if (Math.Abs(kernel.Loops[i].SourceStride) < Math.Abs(kernel.Loops[last].SourceStride))
                return false;
        }

        return true;
    }

    /// <summary>Whether a step from one position to the next is a step of an equal piece of so many elements.</summary>
    private bool Steps(long positions, long elements, Func<PackLoop, long> stride)
    {
        var expected = elements / positions;
        for (var i = LeadingLoops(positions) - 1; i >= 0; i--)
        {
            if (stride(kernel.Loops[i]) != expected)
                return false;
            expected *= kernel.Loops[i].Extent;
        }

        return true;
    }

    private int LeadingLoops(long positions)
    {
        var product = 1L;
        for (var i = 0; i < kernel.Loops.Length; i++)
        {
            product *= kernel.Loops[i].Extent;
            if (product == positions)
                return i + 1;
        }

        throw new InvalidOperationException($"{kernel.Node} cannot be cut into {positions} positions");
    }
}
