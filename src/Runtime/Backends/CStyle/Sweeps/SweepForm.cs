using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>How the items of a group share the lines and columns of a product, and how they multiply a piece of the depth.</summary>
/// <param name="cut">How much a group takes at a time.</param>
/// <param name="columns">Columns of the product.</param>
internal abstract class SweepForm(SweepCut cut, int columns)
{
    /// <summary>The name of the memory for pieces of operands.</summary>
    public const string Pieces = "pieces";

    /// <summary>How much of the depth is multiplied at a time.</summary>
    public abstract int Depth { get; }

    /// <summary>Sums of an item.</summary>
    public int Sums => PaddedColumns * cut.Lines / Scheduling.DeviceTarget.Items;

    /// <summary>Columns, as many as are computed.</summary>
    public abstract int PaddedColumns { get; }

    /// <summary>Columns, as many as there are.</summary>
    public int Columns => columns;

    protected SweepCut Cut => cut;

    /// <summary>Whether each sum of an even number and the one after it are columns side by side.</summary>
    public virtual bool HasPairs => false;

    /// <summary>The line of an item's sum.</summary>
    public abstract string Line(string sum);

    /// <summary>The column of an item's sum.</summary>
    public abstract string Column(string sum);

    /// <summary>Statements that bring a piece of an operand into the group's memory, zeros where there is nothing.</summary>
    /// <param name="text">The kernel.</param>
    /// <param name="operand">The operand.</param>
    /// <param name="piece">Which lines or columns, and which depths.</param>
    public abstract IEnumerable<string> Fill(KernelText text, ProductOperand operand, SweepPiece piece);

    /// <summary>What stands between the last of these statements and the barrier.</summary>
    public abstract string Filled { get; }

    /// <summary>Statements that multiply a piece of both operands, or of a table and an operand, and add to the sums.</summary>
    /// <param name="product">The product.</param>
    /// <param name="table">The name of the table in the group's memory and, as text, where the piece begins in its lines; null where both operands are pieces.</param>
    public abstract IEnumerable<string> Multiply(SweepProduct product, (string Name, string Start)? table);

    /// <summary>The form of a product.</summary>
    public static SweepForm Of(SweepProduct product, SweepKernel sweep)
    {
        var columns = product.Left is null ? (int)product.Columns.Extent : sweep.Cut.Width;
        return product.IsOfMatrices(sweep.Cut) ? new MatrixSweepForm(sweep.Cut, columns) : new ScalarSweepForm(sweep.Cut, columns, product.Kernel.Output.Buffer.Element);
    }
}
