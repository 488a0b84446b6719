namespace Dsl.Runtime.Kernels;

/// <summary>A contraction of a sweep, with what belongs to the group's lines on the left: an operand of a table, or the table itself.</summary>
/// <param name="Kernel">It, its operands exchanged where that was necessary.</param>
/// <param name="Loops">Its loops as walks through the table.</param>
/// <param name="IsTable">Whether its result is a table; else it sums one over the way.</param>
internal sealed record TableContraction(ContractionKernel Kernel, TableLoops Loops, bool IsTable)
{
    /// <summary>A contraction whose result is a table.</summary>
    public static TableContraction OfTable(ContractionKernel kernel, SweepKernel sweep)
    {
        var loops = TableLoops.Of(kernel, sweep.Space, static loop => loop.OutputStride)!;
        if (loops.Along(sweep.Lines).Any(static loop => loop.RightStride != 0))
            (kernel, loops) = (kernel.Swapped(), TableLoops.Of(kernel.Swapped(), sweep.Space, static loop => loop.OutputStride)!);
        return new TableContraction(kernel, loops, IsTable: true);
    }

    /// <summary>A contraction of a table, over the way.</summary>
    public static TableContraction OfSum(ContractionKernel kernel, SweepKernel sweep)
    {
        if (!sweep.Members.Any(member => member.Writes.Contains(kernel.Left.Buffer)))
            kernel = kernel.Swapped();
        return new TableContraction(kernel, TableLoops.Of(kernel, sweep.Space, static loop => loop.LeftStride)!, IsTable: false);
    }

    /// <summary>Turns of the loops that stay at one place of the table: terms of the sums that are a table's elements, or columns of what a table is multiplied with.</summary>
    public long Others => Loops.Others.Aggregate(1L, static (product, loop) => product * loop.Extent);
}
