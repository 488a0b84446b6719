using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>A product within a sweep: the lines of the group by columns, over a depth.</summary>
/// <param name="Number">Its number in the launch.</param>
/// <param name="Kernel">It, the operand of the lines on the left.</param>
/// <param name="Left">The operand of the lines; null where it is a piece of a table.</param>
/// <param name="Right">The operand of the columns.</param>
/// <param name="Lines">The loops over lines.</param>
/// <param name="Columns">The loops over columns.</param>
/// <param name="Batches">The loops over batches.</param>
internal sealed record SweepProduct(int Number, ContractionKernel Kernel, ProductOperand? Left, ProductOperand Right, LoopGroup Lines, LoopGroup Columns, LoopGroup Batches)
{
    /// <summary>The name of its sums.</summary>
    public string Sums { get; } = FormattableString.Invariant($"sums{Number}");

    /// <summary>Whether sums side by side can be stored two at a time.</summary>
    public bool StoresPairs => Columns.IsStoredBy(2, Kernel.Output, Lines.Loops.Concat(Batches.Loops));

    /// <summary>A contraction whose result is a table: its columns are places on the way.</summary>
    public static SweepProduct OfTable(int number, ContractionKernel kernel, SweepKernel sweep)
    {
        (kernel, var loops, _) = TableContraction.OfTable(kernel, sweep);
        var (lines, columns, batches, depth) = (new LoopGroup(loops.Along(sweep.Lines)), new LoopGroup(loops.Along(sweep.Way)), new LoopGroup(loops.Batches), new LoopGroup(loops.Others));
        return new SweepProduct(
            number, kernel, new ProductOperand(Name(number, "left"), kernel.Left, lines, depth, batches, depth.Extent, static loop => loop.LeftStride),
            new ProductOperand(Name(number, "right"), kernel.Right, columns, depth, batches, depth.Extent, static loop => loop.RightStride), lines, columns, batches);
    }

    /// <summary>A contraction of a table, over the way.</summary>
    public static SweepProduct OfSum(int number, ContractionKernel kernel, SweepKernel sweep)
    {
        (kernel, var loops, _) = TableContraction.OfSum(kernel, sweep);
        var (lines, columns, batches, depth) = (new LoopGroup(loops.Along(sweep.Lines)), new LoopGroup(loops.Others), new LoopGroup(loops.Batches), new LoopGroup(loops.Along(sweep.Way)));
        return new SweepProduct(number, kernel, null, new ProductOperand(Name(number, "right"), kernel.Right, columns, depth, batches, depth.Extent, static loop => loop.RightStride), lines, columns, batches);
    }

    /// <summary>Whether the words of tensor cores compute it.</summary>
    public bool IsOfMatrices(SweepCut cut) => cut.HasMatrices && SweepMemory.IsOfMatrices(Kernel);

    /// <summary>The functions from lines, columns, depths and batches to distances.</summary>
    /// <param name="type">The type of positions.</param>
    public string Functions(string type) =>
        Left is not null
            ? Left.Functions(type) + Right.Functions(type)
            : Right.Functions(type) + Lines.Function(Name(Number, "output_line"), type, static loop => loop.OutputStride)
                + Columns.Function(Name(Number, "output_column"), type, static loop => loop.OutputStride) + Batches.Function(Name(Number, "output_batch"), type, static loop => loop.OutputStride);

    private static string Name(int number, string part) => FormattableString.Invariant($"product{number}_{part}");
}
