using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Scheduling.Sweeps;
using static System.FormattableString;

namespace Dsl.Runtime.Backends.CStyle.Sweeps;

/// <summary>
/// A piece of an operand in a group's memory, rows of what lies side by side in the operand: lines where depths do, else depths. Rows are 16 bytes longer than what they hold, so that eight of them at the same
/// place lie in different banks, and places differ by constants.
/// </summary>
/// <param name="operand">The operand.</param>
/// <param name="lines">How many lines, or columns, are brought.</param>
/// <param name="lineLimit">How many the operand has.</param>
/// <param name="depth">How many depths are brought.</param>
/// <param name="depthLimit">How many the operand has.</param>
internal sealed class FragmentCopy(ProductOperand operand, int lines, long lineLimit, int depth, long depthLimit)
{
    private const int Chunk = 8;

    /// <summary>Whether rows are lines.</summary>
    public bool IsDepthFirst => operand.IsDepthFirst;

    /// <summary>Elements from one row to the next.</summary>
    public int Pitch => Columns + FragmentPass.Padding;

    private int Rows => IsDepthFirst ? lines : depth;

    private int Columns => IsDepthFirst ? depth : lines;

    /// <summary>Statements that bring it, zeros where there is nothing, chunks of 16 bytes as they are where they lie side by side.</summary>
    /// <param name="text">The kernel.</param>
    /// <param name="items">Items of the group.</param>
    /// <param name="memory">Where it comes to.</param>
    /// <param name="firstLine">The first of the lines.</param>
    /// <param name="firstDepth">The first of the depths.</param>
    public IEnumerable<string> Statements(KernelText text, int items, string memory, string firstLine, string firstDepth)
    {
        var chunks = Columns / Chunk;
        var (line, deep) = IsDepthFirst ? ("row", "chunk * 8") : ("chunk * 8", "row");
        var rowStride = (IsDepthFirst ? operand.Lines : operand.Depth).EvenStride(operand.Stride);
        var isWhole = lineLimit % lines == 0 && depthLimit % depth == 0 && items % chunks == 0 && Rows * chunks % items == 0;
        if (!isWhole || rowStride is not { } stride || !operand.IsContiguousBy(Chunk))
            return Checked(text, items, memory, Invariant($"const {text.PositionType} line = {firstLine} + {line}, k = {firstDepth} + {deep};"));

        // What turns bring differs by constants.
        var rows = items / chunks;
        return
        [
            Invariant($"const int row = NN_ITEM / {chunks}, chunk = NN_ITEM % {chunks};"),
            Invariant($"const {text.PositionType} line = {firstLine} + {line}, k = {firstDepth} + {deep}, place = {Source("line", "k")};"),
            Invariant($"NN_UNROLL_CUDA for (int turn = 0; turn < {Rows / rows}; turn++)"),
            Invariant($"  NN_COPY_ASYNC_16({memory} + (row * {Pitch} + chunk * 8), turn * {rows * Pitch}, {text.Pointer(operand.Place.Buffer)} + place, turn * {CType.Whole64(rows * stride)}, 16);"),
        ];
    }

    private IEnumerable<string> Checked(KernelText text, int items, string memory, string position)
    {
        var (chunks, pointer) = (Columns / Chunk, text.Pointer(operand.Place.Buffer));
        var total = Rows * chunks;
        yield return Invariant($"NN_UNROLL_CUDA for (int turn = 0; turn < {(total + items - 1) / items}; turn++) {{");
        yield return Invariant($"  const int piece = NN_ITEM + turn * {items}, row = piece / {chunks}, chunk = piece % {chunks};");
        yield return "  " + position;
        yield return $"  {(total % items == 0 ? string.Empty : Invariant($"if (piece < {total}) "))}{{";
        var place = Invariant($"row * {Pitch} + chunk * 8");
        if (operand.IsContiguousBy(Chunk))
        {
            yield return Invariant($"    const int is_there = line < {lineLimit} && k < {depthLimit};");
            yield return $"    NN_COPY_ASYNC_16({memory}, {place}, {pointer}, is_there ? {Source("line", "k")} : 0, is_there ? 16 : 0);";
        }
        else
        {
            var (lineOfElement, depthOfElement) = IsDepthFirst ? ("line", "k + i") : ("line + i", "k");
            yield return "    u16 values[8];";
            yield return Invariant($"    NN_UNROLL for (int i = 0; i < 8; i++) values[i] = {lineOfElement} < {lineLimit} && {depthOfElement} < {depthLimit} ? {pointer}[{Source(lineOfElement, depthOfElement)}] : (u16)0;");
            yield return $"    nn_keep8({memory} + {place}, values);";
        }

        yield return "  }";
        yield return "}";
    }

    private string Source(string line, string depth)
    {
        var n = $"{KernelText.FunctionName}_{operand.Name}";
        return $"{CType.Whole64(operand.Place.Offset)} + {n}_batch(batch) + {n}_line({line}) + {n}_depth({depth})";
    }
}
