using System.Globalization;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>
/// How a group brings a piece of a 16-bit operand into its memory for tensor cores: eight elements at a time by asynchronous copies where they lie side by side, else
/// one by one, items side by side taking elements side by side. A row of chunks is a line or, where neighbouring lines lie side by side, a depth; chunks are exchanged within rows so that eight rows of the
/// same column come from different banks of the memory.
/// </summary>
internal sealed class MatrixFill
{
    private const int BankChunks = 8;

    // Elements of an item that are on their way at once.
    private const int MostTogether = 8;

    private readonly ProductOperand operand;
    private readonly MatrixTile tile;
    private readonly string index;
    private readonly int lines;

    public MatrixFill(ProductOperand operand, MatrixTile tile, int lines, string index)
    {
        (this.operand, this.tile, this.lines, this.index) = (operand, tile, lines, index);
        IsCopied = operand.IsContiguousBy(MatrixTile.Chunk);
    }

    /// <summary>Whether chunks are copied as they are.</summary>
    public bool IsCopied { get; }

    /// <summary>Whether rows of chunks are depths, so that fragments are transposed when they are loaded.</summary>
    public bool IsTransposed => !operand.IsDepthFirst;

    /// <summary>Chunks of an item.</summary>
    public int Turns => IsCopied ? (Pieces + tile.Items - 1) / tile.Items : 1;

    private int Pieces => lines * MatrixTile.Depth / MatrixTile.Chunk;

    private int RowChunks => (IsTransposed ? lines : MatrixTile.Depth) / MatrixTile.Chunk;

    private int RowElements => RowChunks * MatrixTile.Chunk;

    // How many rows of chunks a turn of all items takes.
    private int TurnRows => tile.Items / RowChunks;

    private string Name => $"{KernelText.FunctionName}_{operand.Name}";

    /// <summary>The functions: <c>_at</c> is the place of a chunk in the group's memory, <c>_place</c> finds where an item's chunks begin, <c>_fill</c> brings a piece.</summary>
    public string Functions()
    {
        var last = CType.Whole64(Math.Max(operand.Lines.Extent - (IsTransposed && IsCopied ? MatrixTile.Chunk : 1), 0));
        return operand.Functions(index) + string.Create(CultureInfo.InvariantCulture, $$"""
            NN_FUNCTION int {{Name}}_at(int row, int chunk) { return row * {{RowElements}} + (chunk ^ {{Exchange()}}) * 8; }
            NN_FUNCTION {{index}} {{Name}}_clamped({{index}} line) { return {{Name}}_line(line < {{operand.Lines.Extent}} ? line : {{last}}); }
            {{(IsCopied ? Copies() : Elements())}}

            """);
    }

    private string Copies()
    {
        var pieces = string.Create(CultureInfo.InvariantCulture, $"NN_UNROLL for (int turn = 0; turn < {Turns}; turn++) {{ const int piece = item + turn * {tile.Items}, row = piece / {RowChunks}, chunk = piece % {RowChunks};");
        var (line, deep) = IsTransposed ? ("chunk * 8", "row") : ("row", "chunk * 8");
        var check = Pieces % tile.Items == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"if (piece < {Pieces}) ");
        return string.Create(CultureInfo.InvariantCulture, $$"""
            NN_FUNCTION void {{Name}}_place({{index}} start, {{index}} first, int item, {{index}}* places) {
              {{pieces}}
                places[turn] = start + {{Name}}_clamped(first + {{line}}){{(EvenStride is { } stride ? string.Create(CultureInfo.InvariantCulture, $" + {deep} * {CType.Whole64(stride)}") : "")}};
              }
            }
            NN_FUNCTION void {{Name}}_fill(NN_SHARED_POINTER u16* tile, NN_GLOBAL const u16* source, {{index}} start, {{index}} first, const {{index}}* places, {{index}} deep, {{index}} depth, int item) {
              {{pieces}}
                const {{index}} k = deep + {{deep}};
                {{check}}{
                  {{Copy()}}
                }
              }
            }
            """);
    }

    // An item has one line or one depth for all its elements, since there are no more of either than items, and a power of two of both.
    private string Elements()
    {
        var turns = lines * MatrixTile.Depth / tile.Items;
        var together = Math.Min(turns, MostTogether);
        var row = string.Create(CultureInfo.InvariantCulture, $"item / {RowElements} + (turn + i) * {tile.Items / RowElements}");
        var element = IsTransposed
            ? $"k < depth ? source[places[0] + {Name}_depth(k)] : (u16)0"
            : $"is_there ? source[start + {Name}_clamped(first + row) + distance] : (u16)0";
        var head = IsTransposed ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"const {index} along = deep + item % {RowElements}; const int is_there = along < depth; const {index} distance = {Name}_depth(is_there ? along : 0);");
        var own = IsTransposed ? string.Create(CultureInfo.InvariantCulture, $"places[0] = start + {Name}_clamped(first + item % {RowElements});") : "places[0] = start;";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            NN_FUNCTION void {{Name}}_place({{index}} start, {{index}} first, int item, {{index}}* places) { {{own}} }
            NN_FUNCTION void {{Name}}_fill(NN_SHARED_POINTER u16* tile, NN_GLOBAL const u16* source, {{index}} start, {{index}} first, const {{index}}* places, {{index}} deep, {{index}} depth, int item) {
              {{head}}
              for (int turn = 0; turn < {{turns}}; turn += {{together}}) {
                u16 values[{{together}}];
                NN_UNROLL for (int i = 0; i < {{together}}; i++) {
                  const int row = {{row}};
                  {{(IsTransposed ? $"const {index} k = deep + row; " : "")}}values[i] = {{element}};
                }
                NN_UNROLL for (int i = 0; i < {{together}}; i++) {
                  const int row = {{row}};
                  tile[{{Name}}_at(row, item % {{RowElements}} / 8) + item % 8] = values[i];
                }
              }
            }
            """);
    }

    /// <summary>
    /// The place of the chunk from which a lane loads its row of four fragments that cover 16 lines by 16 depths. What differs between the fragments of a warp is a distance by itself where the exchange is the
    /// same, so that a few places serve all of them.
    /// </summary>
    /// <param name="first">The warp's first line, of the text.</param>
    /// <param name="fragment">Which sixteen lines from there on, of the text.</param>
    /// <param name="deep">The first depth.</param>
    public string FragmentPlace(string first, string fragment, int deep)
    {
        // Four fragments are in the order (lines, depths): left (0, 0), (8, 0), (0, 8), (8, 8); right (0, 0), (0, 8), (8, 0), (8, 8).
        var isLeft = operand.Name == "left";
        var (row, chunk) = isLeft == IsTransposed ? ("(lane / 16 * 8 + lane % 8)", "lane / 8 % 2") : ("lane % 16", "lane / 16");
        return IsTransposed
            ? string.Create(CultureInfo.InvariantCulture, $"{Name}_at({row}, {first} / 8 + {fragment} * 2 + {chunk}) + {deep * RowElements}")
            : string.Create(CultureInfo.InvariantCulture, $"{Name}_at({first} + {row}, {deep / MatrixTile.Chunk} + {chunk}) + {fragment} * {16 * RowElements}");
    }

    // Rows of fewer chunks than there are banks share them: the exchange changes every second or fourth row.
    private string Exchange() => RowChunks >= BankChunks
        ? "(row & 7)"
        : string.Create(CultureInfo.InvariantCulture, $"(row / {BankChunks / RowChunks} & {RowChunks - 1})");

    // Where all terms are equally far apart, an item's places move by the same distance from piece to piece. Rows that a turn goes on by leave the exchange as it is if they are whole exchanges.
    private string Copy()
    {
        var to = TurnRows % BankChunks == 0 && tile.Items % RowChunks == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Name}_at(item / {RowChunks}, item % {RowChunks}) + turn * {TurnRows * RowElements}")
            : $"{Name}_at(row, chunk)";
        var isWhole = operand.HasWholePieces(MatrixTile.Depth);
        if (EvenStride is { } stride)
        {
            return isWhole
                ? $"NN_COPY_ASYNC_16(tile, {to}, source + deep * {CType.Whole64(stride)}, places[turn], 16);"
                : $"NN_COPY_ASYNC_16(tile, {to}, source, k < depth ? places[turn] + deep * {CType.Whole64(stride)} : start, k < depth ? 16 : 0);";
        }

        return isWhole
            ? $"NN_COPY_ASYNC_16(tile, {to}, source, places[turn] + {Name}_depth(k), 16);"
            : $"NN_COPY_ASYNC_16(tile, {to}, source, places[turn] + {Name}_depth(k < depth ? k : 0), k < depth ? 16 : 0);";
    }

    private long? EvenStride => operand.EvenDepth;
}
