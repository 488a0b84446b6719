using System.Text;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>Writes the products of a sweep.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="text">The kernel around them.</param>
internal sealed class SweepProducts(SweepKernel sweep, KernelText text)
{
    private readonly StringBuilder functions = new();
    private int count;

    /// <summary>The functions that they call.</summary>
    public string Functions => functions.ToString();

    /// <summary>Whether one of them is by the words of tensor cores.</summary>
    public bool HasMatrices { get; private set; }

    private string LineLimit => CType.Whole64(sweep.Space.ExtentOf(sweep.Lines));

    private long WayLimit => sweep.Space.ExtentOf(sweep.Way);

    /// <summary>Writes a product that is a table: its piece comes into the group's memory.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="kernel">The contraction.</param>
    /// <param name="place">The name of the place.</param>
    public void WriteTable(RenderScope scope, ContractionKernel kernel, string place)
    {
        var product = Begin(SweepProduct.OfTable(count++, kernel, sweep));
        var form = SweepForm.Of(product, sweep);
        var depth = product.Left!.Depth.Extent;
        scope.Line("{");
        Declare(scope, product, form);
        scope.Line(Invariant($"NN_NO_UNROLL for ({text.PositionType} deep = 0; deep < {depth}; deep += {form.Depth}) {{"));
        Lines(scope, form.Fill(text, product.Left, new SweepPiece(sweep.Cut.Lines, "first", sweep.Space.ExtentOf(sweep.Lines), "deep", depth, IsRight: false)));
        Lines(scope, form.Fill(text, product.Right, new SweepPiece(form.PaddedColumns, "start", WayLimit, "deep", depth, IsRight: true)));
        scope.Line($"{form.Filled} NN_BARRIER;");
        Lines(scope, form.Multiply(product, null));
        scope.Line("NN_BARRIER;");
        scope.Line("}");
        var output = product.Kernel.Output.Buffer;
        var pitch = Scheduling.Sweeps.SweepMemory.Pitch(sweep.Cut.Width, output.Element);
        Each(scope, product, form, sum =>
        {
            var store = CType.StoreShared(output.Element, place, Invariant($"line * {pitch} + column"), sum);
            scope.Line(form.PaddedColumns == sweep.Cut.Width ? store : Invariant($"if (column < {sweep.Cut.Width}) {{ {store} }}"));
        });
        scope.Line("}");
    }

    /// <summary>Declares the sums of a contraction over the way.</summary>
    public SweepProduct BeginSum(RenderScope scope, ContractionKernel kernel)
    {
        var product = Begin(SweepProduct.OfSum(count++, kernel, sweep));
        Declare(scope, product, SweepForm.Of(product, sweep));
        return product;
    }

    /// <summary>Adds a piece of the table to the sums.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="product">What <see cref="BeginSum"/> gave.</param>
    /// <param name="place">Where the piece is.</param>
    public void AddPiece(RenderScope scope, SweepProduct product, string place)
    {
        var form = SweepForm.Of(product, sweep);
        scope.Line(Invariant($"NN_NO_UNROLL for (int deep = 0; deep < {sweep.Cut.Width}; deep += {form.Depth}) {{"));
        Lines(scope, form.Fill(text, product.Right, new SweepPiece(form.PaddedColumns, "0", product.Columns.Extent, "start + deep", WayLimit, IsRight: true)));
        scope.Line($"{form.Filled} NN_BARRIER;");
        Lines(scope, form.Multiply(product, (place, "deep")));
        scope.Line("NN_BARRIER;");
        scope.Line("}");
    }

    /// <summary>Multiplies the sums by a number of their line.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="product">What <see cref="BeginSum"/> gave.</param>
    /// <param name="factors">The memory that has a number for each line.</param>
    public void Multiply(RenderScope scope, SweepProduct product, string factors)
    {
        var form = SweepForm.Of(product, sweep);
        scope.Line(Invariant($"NN_UNROLL for (int sum = 0; sum < {form.Sums}; sum++) {product.Sums}[sum] *= {factors}[{form.Line("sum")}];"));
    }

    /// <summary>The same, where a number below 0 says that the sums of the line begin anew.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="product">What <see cref="BeginSum"/> gave.</param>
    /// <param name="factors">The memory that has a number for each line.</param>
    public void Grow(RenderScope scope, SweepProduct product, string factors)
    {
        var form = SweepForm.Of(product, sweep);
        var (sum, factor, zero) = ($"{product.Sums}[sum]", $"{factors}[{form.Line("sum")}]", CType.Literal(0, product.Kernel.Output.Buffer.Element));
        scope.Line(Invariant($"NN_UNROLL for (int sum = 0; sum < {form.Sums}; sum++) {sum} = {factor} < 0 ? {zero} : {sum} * {factor};"));
    }

    /// <summary>Stores the sums, pairs that lie side by side at once.</summary>
    public void EndSum(RenderScope scope, SweepProduct product)
    {
        var n = Invariant($"{KernelText.FunctionName}_product{product.Number}_output");
        var output = product.Kernel.Output;
        var form = SweepForm.Of(product, sweep);
        var place = $"{CType.Whole64(output.Offset)} + {n}_batch(batch) + {n}_line(first + line) + {n}_column(column)";
        var condition = $"if (first + line < {LineLimit} && column < {product.Columns.Extent})";
        if (form.HasPairs && product.StoresPairs)
            Each(scope, product, form, sum => scope.Line($"{condition} {{ {KernelGuard.Mark}nn_put2_{OperandFill.Suffix(output.Buffer.Element)}({text.Pointer(output.Buffer)}, {place}, {sum}, {product.Sums}[sum + 1]); }}"), step: 2);
        else
            Each(scope, product, form, sum => scope.Line($"{condition} {{ {text.Store(output.Buffer, place, sum)} }}"));
    }

    private SweepProduct Begin(SweepProduct product)
    {
        functions.Append(product.Functions(text.PositionType));
        HasMatrices |= product.IsOfMatrices(sweep.Cut);
        return product;
    }

    private static void Declare(RenderScope scope, SweepProduct product, SweepForm form)
    {
        var element = product.Kernel.Output.Buffer.Element;
        scope.Line(Invariant($"{CType.Of(element).Computed} {product.Sums}[{form.Sums}];"));
        scope.Line(Invariant($"NN_UNROLL for (int sum = 0; sum < {form.Sums}; sum++) {product.Sums}[sum] = {CType.Literal(0, element)};"));
    }

    private static void Each(RenderScope scope, SweepProduct product, SweepForm form, Action<string> write, int step = 1)
    {
        scope.Line(Invariant($"NN_UNROLL for (int sum = 0; sum < {form.Sums}; sum += {step}) {{"));
        scope.Line($"const int line = {form.Line("sum")}, column = {form.Column("sum")};");
        write($"{product.Sums}[sum]");
        scope.Line("}");
    }

    private static void Lines(RenderScope scope, IEnumerable<string> lines)
    {
        scope.Line("{");
        foreach (var line in lines)
            scope.Line(line);
        scope.Line("}");
    }
}
