using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>Products of 16-bit floats by the words of tensor cores: each warp has 16 lines and as many columns as warps side by side leave it; sums are single precision.</summary>
/// <param name="cut">How much a group takes at a time.</param>
/// <param name="columns">Columns of the product.</param>
internal sealed class MatrixSweepForm(SweepCut cut, int columns) : SweepForm(cut, columns)
{
    private const int Chunk = 8;
    private const int Step = 16;

    public override int Depth => SweepMemory.MatrixDepth;

    public override int PaddedColumns => SweepMemory.ColumnsOf(Columns, Cut, isOfMatrices: true);

    public override string Filled => "NN_COPY_COMMIT; NN_COPY_WAIT(0);";

    private int ColumnsOfWarp => PaddedColumns / SweepMemory.Across(Cut.Lines);

    private string WarpLine => Invariant($"NN_ITEM / {32 * SweepMemory.Across(Cut.Lines)} * {Step}");

    private string WarpColumn => Invariant($"NN_ITEM / 32 % {SweepMemory.Across(Cut.Lines)} * {ColumnsOfWarp}");

    public override bool HasPairs => true;

    public override string Line(string sum) => $"{WarpLine} + {sum} % 4 / 2 * 8 + NN_ITEM % 32 / 4";

    public override string Column(string sum) => $"{WarpColumn} + {sum} / 4 * 8 + NN_ITEM % 4 * 2 + {sum} % 2";

    // Rows of the memory are lines where depths lie side by side in the operand, else depths; eight elements at a time, copied as they are where they lie side by side.
    public override IEnumerable<string> Fill(KernelText text, ProductOperand operand, SweepPiece piece)
    {
        var n = $"{KernelText.FunctionName}_{operand.Name}";
        var isDepthFirst = operand.IsDepthFirst;
        var chunksOfRow = (isDepthFirst ? Depth : piece.Lines) / Chunk;
        var total = (isDepthFirst ? piece.Lines : Depth) * chunksOfRow;
        var (line, deep) = isDepthFirst ? ("row", "chunk * 8") : ("chunk * 8", "row");
        var check = total % DeviceTarget.Items == 0 ? string.Empty : Invariant($"if (piece < {total}) ");
        yield return Invariant($"for (int turn = 0; turn < {(total + DeviceTarget.Items - 1) / DeviceTarget.Items}; turn++) {{");
        yield return Invariant($"  const int piece = NN_ITEM + turn * {DeviceTarget.Items}, row = piece / {chunksOfRow}, chunk = piece % {chunksOfRow};");
        yield return Invariant($"  const {text.PositionType} line = {piece.FirstLine} + {line}, k = {piece.FirstDepth} + {deep};");
        yield return $"  {check}{{";
        var place = isDepthFirst ? Place("row", "chunk") : Invariant($"row * {Pitch(piece.Lines)} + chunk * 8");
        if (operand.IsContiguousBy(Chunk))
        {
            yield return Invariant($"    const int is_there = line < {piece.LineLimit} && k < {piece.DepthLimit};");
            yield return Invariant($"    NN_COPY_ASYNC_16({Memory(piece.IsRight)}, {place}, {text.Pointer(operand.Place.Buffer)}, is_there ? {Source("line", "k")} : 0, is_there ? 16 : 0);");
        }
        else
        {
            var (lineOfElement, depthOfElement) = isDepthFirst ? ("line", "k + i") : ("line + i", "k");
            yield return "    u16 values[8];";
            yield return Invariant($"    NN_UNROLL for (int i = 0; i < 8; i++) values[i] = {lineOfElement} < {piece.LineLimit} && {depthOfElement} < {piece.DepthLimit} ? {text.Pointer(operand.Place.Buffer)}[{Source(lineOfElement, depthOfElement)}] : (u16)0;");
            yield return $"    nn_keep8({Memory(piece.IsRight)} + {place}, values);";
        }

        yield return "  }";
        yield return "}";

        string Source(string line, string depth) => $"{CType.Whole64(operand.Place.Offset)} + {n}_batch(batch) + {n}_line({line}) + {n}_depth({depth})";
    }

    // Places of fragments are those of ldmatrix: the left operand's four are (0, 0), (8, 0), (0, 8), (8, 8) in lines and depths, the right one's (0, 0), (0, 8), (8, 0), (8, 8).
    public override IEnumerable<string> Multiply(SweepProduct product, (string Name, string Start)? table)
    {
        const string evenRow = "NN_ITEM % 16", evenChunk = "NN_ITEM % 32 / 16", oddRow = "(NN_ITEM % 32 / 16 * 8 + NN_ITEM % 8)", oddChunk = "NN_ITEM / 8 % 2";
        var word = product.Kernel.Left.Buffer.Element == ElementType.BFloat16 ? "NN_MMA_16816_BF16" : "NN_MMA_16816_F16";
        var isLeftTurned = product.Left is { IsDepthFirst: false };
        var isRightTurned = !product.Right.IsDepthFirst;
        var tablePitch = SweepMemory.Pitch(Cut.Width, product.Kernel.Left.Buffer.Element);
        var (leftPitch, rightPitch) = (product.Left is null ? tablePitch : SweepMemory.MatrixDepth, SweepMemory.MatrixDepth);
        yield return $"NN_SHARED_POINTER const u16* left = {(table is var (name, start) ? $"{name} + {start}" : Memory(isRight: false))} + ({WarpLine}){(isLeftTurned ? "" : Invariant($" * {leftPitch}"))};";
        yield return $"NN_SHARED_POINTER const u16* right = {Memory(isRight: true)} + ({WarpColumn}){(isRightTurned ? "" : Invariant($" * {rightPitch}"))};";
        yield return Invariant($"NN_UNROLL_CUDA for (int step = 0; step < {Depth}; step += {Step}) {{");
        yield return Invariant($"  u32 a[4], b[{ColumnsOfWarp / Step}][4];");
        yield return isLeftTurned ? Invariant($"  NN_LDMATRIX_X4_TRANS(a, left, (step + {oddRow}) * {Pitch(Cut.Lines)} + {oddChunk} * 8);")
            : product.Left is null ? Invariant($"  NN_LDMATRIX_X4(a, left, ({evenRow}) * {tablePitch} + step + {evenChunk} * 8);")
            : $"  NN_LDMATRIX_X4(a, left, {Place($"({evenRow})", $"(step / 8 + {evenChunk})")});";
        yield return Invariant($"  NN_UNROLL_CUDA for (int j = 0; j < {ColumnsOfWarp / Step}; j++)");
        yield return isRightTurned
            ? Invariant($"    NN_LDMATRIX_X4_TRANS(b[j], right, (step + {evenRow}) * {Pitch(PaddedColumns)} + j * {Step} + {evenChunk} * 8);")
            : Invariant($"    NN_LDMATRIX_X4(b[j], right, j * {Step * SweepMemory.MatrixDepth} + {Place(oddRow, $"(step / 8 + {oddChunk})")});");
        yield return Invariant($"  NN_UNROLL_CUDA for (int j = 0; j < {ColumnsOfWarp / Chunk}; j++) {word}({product.Sums} + 4 * j, a, b[j / 2] + j % 2 * 2);");
        yield return "}";
    }

    // Rows of four chunks, two of which have all banks between them: chunks are exchanged within rows, so that eight rows of the same column lie in different ones. Warps begin at multiples of 16 rows.
    private static string Place(string row, string chunk) => Invariant($"{row} * {SweepMemory.MatrixDepth} + ({chunk} ^ {row} / 2 & 3) * 8");

    // Longer rows, of depths.
    private static int Pitch(int lines) => lines + SweepMemory.MatrixPadding;

    // The piece of the lines, where there is one, comes behind that of the columns.
    private string Memory(bool isRight) => Invariant($"((NN_SHARED_POINTER u16*){Pieces}{(isRight ? "" : Invariant($" + {SweepMemory.MatrixPieceBytes(PaddedColumns) / sizeof(ushort)}"))})");
}
