using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>
/// Writes a product as tiles for any device: a group brings pieces of both operands into its own memory, where each item multiplies some rows with some columns.
/// While one piece is multiplied the next is on its way. 16-bit floats become single precision when they leave the group's memory. Every element is one chain of
/// multiply-adds in the order of the depth.
/// </summary>
internal static class TiledProductRenderer
{
    private const int MostWidth = 4;

    // Columns that are stored one by one are spread over the items, so that neighbours store neighbours. Items then read the group's memory one by one, too, which costs more than it saves where sums are longer.
    private const int LongSum = 256;

    /// <summary>The text of a product.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="tile">How it is cut.</param>
    /// <param name="whole">The product, or it and its epilogue.</param>
    public static KernelSource Render(ContractionShape shape, ProductTile tile, Kernel whole)
    {
        var kernel = shape.Kernel;
        var text = new KernelText(whole);
        var (index, type) = (shape.IndexType, shape.Sum.Computed);
        var left = new OperandFill(shape.Left, tile, tile.Rows, index);
        var right = new OperandFill(shape.Right, tile, tile.Columns, index);
        var element = kernel.Output.Buffer.Element;
        var zero = CType.Literal(0, element);
        var (groupsDown, groupsAcross) = (Ceiling(shape.Rows.Extent, tile.Rows), Ceiling(shape.Columns.Extent, tile.Columns));
        var (leftPitch, rightPitch) = (ProductTile.Pitch(tile.Rows), ProductTile.Pitch(tile.Columns));
        var (source, other) = (text.Pointer(kernel.Left.Buffer), kernel.Right.HoldsCodes ? $"(NN_GLOBAL const u8*){text.Pointer(kernel.Right.Buffer)}" : text.Pointer(kernel.Right.Buffer));
        var (leftPiece, rightPiece) = (tile.Depth * leftPitch, tile.Depth * rightPitch);
        var store = new ProductStore(shape, whole, text);
        var width = WidthOf(tile, store);
        var isSpread = width == 1 && (tile.ItemColumns < MostWidth || shape.Depth.Extent <= LongSum);
        var n = KernelText.FunctionName;
        var functions = left.Functions() + right.Functions() + OutputFunctions(shape);
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
              NN_SHARED_TILE {{shape.Left.Kept}} left[{{2 * leftPiece}}];
              NN_SHARED_TILE {{shape.Right.Kept}} right[{{2 * rightPiece}}];
              const int item = NN_ITEM, down = item / {{tile.Across}}, across = item % {{tile.Across}};
              const {{index}} batch = ({{index}})(NN_GROUP / {{groupsDown * groupsAcross}});
              const {{index}} depth = {{shape.DepthOfBatch}};
              const {{index}} first_row = ({{index}})(NN_GROUP / {{groupsAcross}} % {{groupsDown}}) * {{tile.Rows}}, first_column = ({{index}})(NN_GROUP % {{groupsAcross}}) * {{tile.Columns}};
              const int left_aligned = {{text.IsAligned(kernel.Left.Buffer)}}, right_aligned = {{text.IsAligned(kernel.Right.Buffer)}};
              {{index}} left_places[{{left.Turns}}], right_places[{{right.Turns}}];
              {{shape.Left.Kept}} left_values[{{left.Turns * left.Width}}];
              {{shape.Right.Kept}} right_values[{{right.Turns * right.Width}}];
              {{n}}_left_place({{CType.Whole64(kernel.Left.Offset)}} + {{n}}_left_batch(batch), first_row, item, left_places);
              {{n}}_right_place({{CType.Whole64(kernel.Right.Offset)}} + {{n}}_right_batch(batch), first_column, item, right_places);
              {{type}} sums[{{tile.ItemRows}}][{{tile.ItemColumns}}];
              NN_UNROLL for (int i = 0; i < {{tile.ItemRows}}; i++)
                NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++) {
            {{(kernel.Accumulate ? Start(shape, tile, text, isSpread) : $"      sums[i][j] = {zero};")}}
                }
              {{n}}_left_fetch({{source}}, left_places, 0, depth, item, left_aligned, left_values);
              {{n}}_right_fetch({{other}}, right_places, 0, depth, item, right_aligned, right_values);
              {{n}}_left_keep(left, item, left_values);
              {{n}}_right_keep(right, item, right_values);
              NN_BARRIER;
              int current = 0;
              NN_NO_UNROLL for ({{index}} deep = {{tile.Depth}}; deep < depth + {{tile.Depth}}; deep += {{tile.Depth}}) {
                if (deep < depth) {
                  {{n}}_left_fetch({{source}}, left_places, deep, depth, item, left_aligned, left_values);
                  {{n}}_right_fetch({{other}}, right_places, deep, depth, item, right_aligned, right_values);
                }
                NN_SHARED_POINTER const {{shape.Left.Kept}}* a_tile = left + current * {{leftPiece}};
                NN_SHARED_POINTER const {{shape.Right.Kept}}* b_tile = right + current * {{rightPiece}};
                NN_UNROLL_SOME for (int k = 0; k < {{tile.Depth}}; k++) {
                  {{type}} a[{{tile.ItemRows}}], b[{{tile.ItemColumns}}];
                  {{ReadTile("a", shape.Left, leftPitch, tile.Rows, tile.ItemRows, "down")}}
                  {{ReadTile("b", shape.Right, rightPitch, tile.Columns, tile.ItemColumns, "across", isSpread)}}
                  NN_UNROLL for (int i = 0; i < {{tile.ItemRows}}; i++)
                    NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++)
                      sums[i][j] = {{MultiplyAdd(element, "a[i]", "b[j]", "sums[i][j]")}};
                }
                current ^= 1;
                if (deep < depth) {
                  {{n}}_left_keep(left + current * {{leftPiece}}, item, left_values);
                  {{n}}_right_keep(right + current * {{rightPiece}}, item, right_values);
                }
                NN_BARRIER;
              }
            {{Store(shape, tile, store, width, isSpread)}}

            """);
        return new KernelSource(text.Complete(tile.Items, body, functions, tile.Together(shape.Sizes)), groupsDown * groupsAcross * shape.Batches.Extent, tile.Items, ProductStore.UsesDoubles(whole))
        {
            SharedBytes = tile.SharedBytes(shape.Sizes),
        };
    }

    /// <summary>Bytes of an element as one computes with it.</summary>
    public static int BytesOf(ElementType element) => element is ElementType.Float64 or ElementType.Int ? sizeof(double) : sizeof(float);

    /// <summary>The functions from rows, columns and batches to distances in the output.</summary>
    public static string OutputFunctions(ContractionShape shape) => new StringBuilder()
        .Append(shape.Rows.Function("output_row", shape.IndexType, static loop => loop.OutputStride))
        .Append(shape.Columns.Function("output_column", shape.IndexType, static loop => loop.OutputStride))
        .Append(shape.Batches.Function("output_batch", shape.IndexType, static loop => loop.OutputStride))
        .ToString();

    private static string Start(ContractionShape shape, ProductTile tile, KernelText text, bool isSpread)
    {
        var index = shape.IndexType;
        var output = shape.Kernel.Output;
        var (rows, columns) = (CType.Whole64(shape.Rows.Extent), CType.Whole64(shape.Columns.Extent));
        return $$"""
                  const {{index}} row = first_row + {{Place("i", tile.Rows, tile.ItemRows, "down")}}, column = first_column + {{Place("j", tile.Columns, tile.ItemColumns, "across", isSpread)}};
                  sums[i][j] = {{CType.Load(output.Buffer.Element, text.Pointer(output.Buffer), PlaceOf(shape, $"row < {rows} ? row : 0", $"column < {columns} ? column : 0"))}};
            """;
    }

    // Where a row or column of an item lies in the tile: pieces of four, so that they are read together and neighbouring items read from different banks; or spread, so that items side by side have one each.
    private static string Place(string counter, int lines, int count, string item, bool isSpread = false) => isSpread
        ? string.Create(CultureInfo.InvariantCulture, $"{counter} * {lines / count} + {item}")
        : count < 4
        ? string.Create(CultureInfo.InvariantCulture, $"{item} * {count} + {counter}")
        : string.Create(CultureInfo.InvariantCulture, $"{counter} / 4 * {lines / (count / 4)} + {item} * 4 + {counter} % 4");

    private static string ReadTile(string name, ProductOperand operand, int pitch, int lines, int count, string item, bool isSpread = false)
    {
        if (isSpread || count < 4 || CType.Of(operand.Element).Computed != "float")
        {
            var value = CType.LoadShared(operand.Element, $"{name}_tile", string.Create(CultureInfo.InvariantCulture, $"k * {pitch} + {Place("i", lines, count, item, isSpread)}"));
            return string.Create(CultureInfo.InvariantCulture, $"NN_UNROLL for (int i = 0; i < {count}; i++) {name}[i] = {value};");
        }

        var read = operand.IsHalf ? $"nn_read4_{OperandFill.Suffix(operand.Element)}" : "NN_READ4";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            NN_UNROLL for (int i = 0; i < {{count}}; i += 4) {
                    const nn_f32x4 four = {{read}}({{name}}_tile + k * {{pitch}} + i / 4 * {{lines / (count / 4)}} + {{item}} * 4);
                    {{name}}[i] = four.x; {{name}}[i + 1] = four.y; {{name}}[i + 2] = four.z; {{name}}[i + 3] = four.w;
                  }
            """);
    }

    private static string PlaceOf(ContractionShape shape, string row, string column)
    {
        var n = KernelText.FunctionName;
        return $"{CType.Whole64(shape.Kernel.Output.Offset)} + {n}_output_batch(batch) + {n}_output_row({row}) + {n}_output_column({column})";
    }

    // Columns of an item that are stored together.
    private static int WidthOf(ProductTile tile, ProductStore store)
    {
        for (var width = Math.Min(tile.ItemColumns, MostWidth); width > 1; width /= 2)
        {
            if (store.Width(width) == width)
                return width;
        }

        return 1;
    }

    private static string Store(ContractionShape shape, ProductTile tile, ProductStore store, int width, bool isSpread)
    {
        var index = shape.IndexType;
        ImmutableArray<string> sums = [.. Enumerable.Range(0, width).Select(static i => i == 0 ? "sums[i][j]" : string.Create(CultureInfo.InvariantCulture, $"sums[i][j + {i}]"))];
        return string.Create(CultureInfo.InvariantCulture, $$"""
              {{store.Unroll}} for (int i = 0; i < {{tile.ItemRows}}; i++)
                {{store.Unroll}} for (int j = 0; j < {{tile.ItemColumns}}; j += {{width}}) {
                  const {{index}} row = first_row + {{Place("i", tile.Rows, tile.ItemRows, "down")}}, column = first_column + {{Place("j", tile.Columns, tile.ItemColumns, "across", isSpread)}};
                  if (row < {{shape.Rows.Extent}} && column < {{shape.Columns.Extent}}) {
                    const {{index}} place = {{PlaceOf(shape, "row", "column")}};
            {{store.Statements(sums, "place")}}
                  }
                }
            """);
    }

    /// <summary>A sum with one more product.</summary>
    public static string MultiplyAdd(ElementType element, string a, string b, string sum) => element switch
    {
        ElementType.Int => $"(i64)((u64){sum} + (u64){a} * (u64){b})",
        ElementType.Bool => $"{sum} | ({a} & {b})",
        ElementType.Float64 => $"nn_fma_f64({a}, {b}, {sum})",
        _ => $"nn_fma_f32({a}, {b}, {sum})",
    };

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
