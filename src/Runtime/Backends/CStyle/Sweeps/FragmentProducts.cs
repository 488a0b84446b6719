using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// Writes the products of a way whose pieces of tables stay in registers: what is brought into the group's memory, the sums of a piece, and sums over the way of pieces as fragments. An item has the sums of two lines
/// of its warp, eight apart, and of two columns of every eight: element 2 * lower + side of eight columns is in the line 8 * lower and the column side of those that the item begins with. Where a warp has the lines
/// of several fragments, the sums of one come after those of the other.
/// </summary>
/// <param name="sweep">The sweep.</param>
/// <param name="pass">The way.</param>
/// <param name="plan">How the sweep is computed.</param>
/// <param name="way">The same for the way.</param>
/// <param name="text">The kernel around them.</param>
/// <param name="number">How many products there are before those of this way.</param>
internal sealed class FragmentProducts(SweepKernel sweep, SweepPass pass, FragmentPlan plan, FragmentPass way, KernelText text, int number)
{
    /// <summary>The number of the memory that the pieces of a turn are in.</summary>
    public const string Stage = "stage";

    /// <summary>The first column of an item's of every eight.</summary>
    public const string ColumnOfItem = "NN_ITEM % 4 * 2";

    private const string Memory = "own_tiles";
    private const string EvenRow = "(NN_ITEM % 16)";
    private const string EvenChunk = "NN_ITEM % 32 / 16";
    private const string OddRow = "(NN_ITEM % 32 / 16 * 8 + NN_ITEM % 8)";
    private const string OddChunk = "NN_ITEM / 8 % 2";
    private const int Side = FragmentPass.Side;

    private readonly SweepProduct[] tables = [.. pass.Products.Select((product, i) => SweepProduct.OfTable(number + i, product, sweep))];
    private readonly SweepProduct[] sums = [.. pass.Sums.Select((sum, i) => SweepProduct.OfSum(number + pass.Products.Length + i, sum, sweep))];

    /// <summary>The functions that they call.</summary>
    public string Functions => string.Concat(tables.Concat(sums).Select(product => product.Functions(text.PositionType)));

    /// <summary>The first line of an item's, from the first of the group's on.</summary>
    public string LineOfItem => $"{LineOfWarp} + NN_ITEM % 32 / 4";

    /// <summary>The sums over the way.</summary>
    public IReadOnlyList<SweepProduct> Sums => sums;

    private int Items => sweep.Cut.ItemsOfFragments;

    private int Width => sweep.Cut.Width;

    private int Fragments => sweep.Cut.FragmentsOfWarp;

    private string LineOfWarp => Invariant($"NN_ITEM / 32 * {sweep.Cut.LinesOfWarp}");

    private string EachFragment => Fragments == 1 ? string.Empty : Invariant($"NN_UNROLL_CUDA for (int below = 0; below < {Fragments}; below++) ");

    /// <summary>Declares sums and brings what belongs to the lines, without waiting.</summary>
    public void Begin(RenderScope scope)
    {
        scope.Line(Invariant($"NN_SHARED_POINTER u16* {Memory} = (NN_SHARED_POINTER u16*)own_memory;"));
        scope.Line($"int {Stage} = 0;");
        foreach (var sum in sums)
            Declare(scope, sum.Sums, Columns(sum));
        for (var i = 0; i < tables.Length; i++)
            Lines(scope, Left(i).Statements(text, Items, LeftMemory(i), "first", "0"));
    }

    /// <summary>Brings the pieces of a turn into a part of the memory.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="stage">Which part.</param>
    /// <param name="start">Where the pieces begin on the way.</param>
    public void Bring(RenderScope scope, string stage, string start)
    {
        for (var i = 0; i < way.Owners.Length; i++)
        {
            var copy = CopyOf(i);
            Lines(scope, way.Owners[i].IsTable ? copy.Statements(text, Items, PieceMemory(i, stage), start, "0") : copy.Statements(text, Items, PieceMemory(i, stage), "0", start));
        }
    }

    /// <summary>Reads what belongs to the lines into registers, where it stays.</summary>
    public void ReadLines(RenderScope scope)
    {
        if (!plan.LinesInRegisters)
            return;
        scope.Line("NN_COPY_WAIT(0); NN_BARRIER;");
        for (var i = 0; i < tables.Length; i++)
        {
            scope.Line(Invariant($"u32 left{tables[i].Number}[{way.LeftDepths[i] / 4 * Fragments}];"));
            scope.Line(Invariant($"NN_UNROLL_CUDA for (int step = 0; step < {way.LeftDepths[i] / Side}; step++)"));
            scope.Line("  " + EachFragment + LoadLeft(i, $"left{tables[i].Number} + {LeftPlace}"));
        }
    }

    /// <summary>Writes the sums of a piece of every product, rounded as they would be if they were stored.</summary>
    public void WriteTables(RenderScope scope)
    {
        for (var i = 0; i < tables.Length; i++)
        {
            var (product, element) = (tables[i], tables[i].Kernel.Output.Buffer.Element);
            scope.Line(Invariant($"float {product.Sums}[{Width / 2 * Fragments}];"));
            var (copy, isTurned, memory) = Right(product, pass.Products[i]);
            scope.Line(Invariant($"NN_UNROLL_CUDA for (int step = 0; step < {way.LeftDepths[i] / Side}; step++) {{"));
            if (!plan.LinesInRegisters)
                scope.Line(Invariant($"  u32 a[{4 * Fragments}]; {EachFragment}{LoadLeft(i, Fragments == 1 ? "a" : "a + 4 * below")}"));
            scope.Line(Invariant($"  NN_UNROLL_CUDA for (int j = 0; j < {Width / Side}; j++) {{"));
            scope.Line("    u32 b[4];");
            scope.Line("    " + LoadRight(copy, isTurned, memory));
            Multiply(scope, product, plan.LinesInRegisters ? $"left{product.Number} + {LeftPlace}" : Fragments == 1 ? "a" : "a + 4 * below", Width, begins: true);
            scope.Line("  }");
            scope.Line("}");
            if (element is ElementType.Float16 or ElementType.BFloat16)
                scope.Line(Invariant($"NN_UNROLL_CUDA for (int pair = 0; pair < {Width / 4 * Fragments}; pair++) nn_round2_{OperandFill.Suffix(element)}({product.Sums} + 2 * pair);"));
        }
    }

    /// <summary>The value of an element of a piece of a product.</summary>
    public string ElementOf(TensorBuffer table) => $"{Array.Find(tables, product => product.Kernel.Output.Buffer == table)!.Sums}[{(Fragments == 1 ? "4 * tile + 2 * lower" : Invariant($"lower / 2 * {Width / 2} + 4 * tile + lower % 2 * 2"))} + side]";

    /// <summary>The name of the fragments of a table.</summary>
    public string FragmentsOf(TensorBuffer table) => Invariant($"fragments{number + way.Summed.IndexOf(table)}");

    /// <summary>Whether a sum over the way reads a table.</summary>
    public bool IsSummed(TensorBuffer table) => way.Summed.Contains(table);

    /// <summary>Adds the fragments of a piece to the sums.</summary>
    public void AddPiece(RenderScope scope)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            var (copy, isTurned, memory) = Right(sums[i], pass.Sums[i]);
            scope.Line(Invariant($"NN_UNROLL_CUDA for (int step = 0; step < {Width / Side}; step++) {{"));
            scope.Line(Invariant($"  NN_UNROLL_CUDA for (int j = 0; j < {Columns(sums[i]) / Side}; j++) {{"));
            scope.Line("    u32 b[4];");
            scope.Line("    " + LoadRight(copy, isTurned, memory));
            Multiply(scope, sums[i], $"{FragmentsOf(sums[i].Kernel.Left.Buffer)} + {Below(Width / 4)}4 * step", Columns(sums[i]));
            scope.Line("  }");
            scope.Line("}");
        }
    }

    /// <summary>Multiplies sums by a number of their line.</summary>
    public void Scale(RenderScope scope, SweepProduct sum, string factors) => Each(scope, sum, place => $"{place} *= {factors}[{LowerOf(sum)}];");

    /// <summary>Sets the sums of lines whose number is below 0 to zero.</summary>
    public void Clear(RenderScope scope, SweepProduct sum, string factors) => Each(scope, sum, place => $"if ({factors}[{LowerOf(sum)}] < 0) {place} = {CType.Literal(0, ElementType.Float32)};");

    /// <summary>Stores sums, pairs that lie side by side at once.</summary>
    public void End(RenderScope scope, SweepProduct sum)
    {
        var n = Invariant($"{KernelText.FunctionName}_product{sum.Number}_output");
        var output = sum.Kernel.Output;
        var place = $"{CType.Whole64(output.Offset)} + {n}_batch(batch) + {n}_line(first + line) + {n}_column(column)";
        var condition = Invariant($"if (first + line < {sweep.Space.ExtentOf(sweep.Lines)} && column < {sum.Columns.Extent})");
        scope.Line(Invariant($"NN_UNROLL_CUDA for (int sum = 0; sum < {Columns(sum) / 2 * Fragments}; sum += {(sum.StoresPairs ? 2 : 1)}) {{"));
        var column = Fragments == 1 ? "sum" : Invariant($"sum % {Columns(sum) / 2}");
        scope.Line($"const int line = {LineOfItem} + {(Fragments == 1 ? LowerOf(sum) : $"({LowerOf(sum)})")} * 8, column = {column} / 4 * 8 + {ColumnOfItem} + sum % 2;");
        scope.Line(sum.StoresPairs
            ? $"{condition} {{ {KernelGuard.Mark}nn_put2_{OperandFill.Suffix(output.Buffer.Element)}({text.Pointer(output.Buffer)}, {place}, {sum.Sums}[sum], {sum.Sums}[sum + 1]); }}"
            : $"{condition} {{ {text.Store(output.Buffer, place, $"{sum.Sums}[sum]")} }}");
        scope.Line("}");
    }

    private static int Columns(SweepProduct sum) => FragmentPass.Padded(sum.Columns.Extent);

    private void Declare(RenderScope scope, string name, int columns)
    {
        scope.Line(Invariant($"float {name}[{columns / 2 * Fragments}];"));
        scope.Line(Invariant($"NN_UNROLL_CUDA for (int sum = 0; sum < {columns / 2 * Fragments}; sum++) {name}[sum] = {CType.Literal(0, ElementType.Float32)};"));
    }

    private void Each(RenderScope scope, SweepProduct sum, Func<string, string> statement) =>
        scope.Line(Invariant($"NN_UNROLL_CUDA for (int sum = 0; sum < {Columns(sum) / 2 * Fragments}; sum++) {statement($"{sum.Sums}[sum]")}"));

    // Which of an item's lines a sum belongs to.
    private string LowerOf(SweepProduct sum) => Fragments == 1 ? "sum % 4 / 2" : Invariant($"sum / {Columns(sum) / 2} * 2 + sum % 4 / 2");

    private string LeftPlace => Fragments == 1 ? "4 * step" : Invariant($"{4 * Fragments} * step + 4 * below");

    private string Below(int distance) => Fragments == 1 ? string.Empty : Invariant($"below * {distance} + ");

    // Two tiles of eight columns at a time, each with all fragments of the lines; the first terms may begin the sums.
    private void Multiply(RenderScope scope, SweepProduct product, string left, int columns, bool begins = false)
    {
        var word = product.Kernel.Left.Buffer.Element == ElementType.BFloat16 ? "NN_MMA_16816_BF16" : "NN_MMA_16816_F16";
        scope.Line($"    {EachFragment}NN_UNROLL_CUDA for (int part = 0; part < 2; part++) {{ {(begins ? $"{word}_STEP(step, " : $"{word}(")}{product.Sums} + {Below(columns / 2)}8 * j + 4 * part, {left}, b + 2 * part); }}");
    }

    // Places of fragments are those of ldmatrix: the left operand's four are (0, 0), (8, 0), (0, 8), (8, 8) in lines and depths, the right one's (0, 0), (0, 8), (8, 0), (8, 8).
    private string LoadLeft(int table, string registers)
    {
        var (line, copy) = (LineOfWarp, Left(table));
        return copy.IsDepthFirst
            ? Invariant($"NN_LDMATRIX_X4_FROM({registers}, {LeftMemory(table)}, ({line} + {EvenRow}) * {copy.Pitch} + {EvenChunk} * 8, {Below(Side * copy.Pitch)}step * {Side});")
            : Invariant($"NN_LDMATRIX_X4_TRANS_FROM({registers}, {LeftMemory(table)}, {OddRow} * {copy.Pitch} + {line} + {OddChunk} * 8, {Below(Side)}step * {Side * copy.Pitch});");
    }

    private static string LoadRight(FragmentCopy copy, bool isTurned, string memory) => isTurned
        ? Invariant($"NN_LDMATRIX_X4_TRANS_FROM(b, {memory}, {EvenRow} * {copy.Pitch} + {EvenChunk} * 8, step * {Side * copy.Pitch} + j * {Side});")
        : Invariant($"NN_LDMATRIX_X4_FROM(b, {memory}, {OddRow} * {copy.Pitch} + {OddChunk} * 8, j * {Side * copy.Pitch} + step * {Side});");

    private FragmentCopy Left(int table) => new(tables[table].Left!, sweep.Cut.Lines, sweep.Space.ExtentOf(sweep.Lines), way.LeftDepths[table], tables[table].Left!.Depth.Extent);

    private FragmentCopy CopyOf(int piece)
    {
        var (owner, extent) = (way.Owners[piece], sweep.Space.ExtentOf(sweep.Way));
        var operand = OwnerOf(piece).Right;
        return owner.IsTable
            ? new FragmentCopy(operand, Width, extent, way.Channels[piece], operand.Depth.Extent)
            : new FragmentCopy(operand, way.Channels[piece], operand.Lines.Extent, Width, extent);
    }

    // The operand as a piece that somebody else may have brought: what counts is whether rows are places on the way, the columns of a table and the depths of a sum.
    private (FragmentCopy Copy, bool IsTurned, string Memory) Right(SweepProduct product, ContractionKernel original)
    {
        var piece = way.PieceOf[original];
        var copy = CopyOf(piece);
        var hasWayRows = copy.IsDepthFirst == way.Owners[piece].IsTable;
        return (copy, hasWayRows != product.Left is not null, PieceMemory(piece, Stage));
    }

    private SweepProduct OwnerOf(int piece)
    {
        var table = pass.Products.IndexOf(pass.Products.FirstOrDefault(product => way.PieceOf[product] == piece)!);
        return table >= 0 ? tables[table] : sums[pass.Sums.IndexOf(pass.Sums.First(sum => way.PieceOf[sum] == piece))];
    }

    private string PieceMemory(int piece, string stage) => Invariant($"{Memory} + {stage} * {plan.StageBytes / sizeof(ushort)} + {way.OffsetOf(piece, Width) / sizeof(ushort)}");

    private string LeftMemory(int table) => Invariant($"{Memory} + {(plan.LineStart + way.LineOffsetOf(table, sweep.Cut.Lines)) / sizeof(ushort)}");

    private static void Lines(RenderScope scope, IEnumerable<string> lines)
    {
        scope.Line("{");
        foreach (var line in lines)
            scope.Line(line);
        scope.Line("}");
    }
}
