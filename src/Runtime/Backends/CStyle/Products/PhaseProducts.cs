using System.Globalization;
using System.Text;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>
/// Writes the products that are phases of a launch: the group's items compute the rows of a chunk. The right operand passes through the group's memory in pieces, or lies there as a whole; the left one
/// is read where it lies, which for the table between two products is that memory too. Every element is one chain of multiply-adds in the order of the depth.
/// </summary>
/// <param name="text">The kernel around them.</param>
internal sealed class PhaseProducts(KernelText text)
{
    private const string Memory = "product_pieces";

    private readonly StringBuilder functions = new();
    private int count;

    /// <summary>Bytes of the group's memory that they take, one after another.</summary>
    public int Bytes { get; private set; }

    /// <summary>The functions that they call.</summary>
    public string Functions => functions.ToString();

    /// <summary>The memory that they take.</summary>
    public string Declaration => string.Create(CultureInfo.InvariantCulture, $"NN_SHARED u64 {Memory}[{Bytes / sizeof(ulong)}];");

    /// <summary>Writes one product.</summary>
    /// <param name="scope">The block to write to.</param>
    /// <param name="member">The product, its position loops first.</param>
    /// <param name="rows">Rows of a chunk, which all meet the same right operand.</param>
    /// <param name="first">The first of them.</param>
    public void Write(RenderScope scope, FusedMember member, long rows, string first)
    {
        var kernel = (ContractionKernel)member.Kernel;
        var positions = new LoopGroup([.. kernel.Loops.Take(member.PositionLoops)]);
        var columns = new LoopGroup([.. kernel.Loops.Skip(member.PositionLoops).Where(static loop => !loop.IsReduced)]);
        var depth = new LoopGroup([.. kernel.Loops.Where(static loop => loop.IsReduced)]);
        var element = kernel.Output.Buffer.Element;
        var type = CType.Of(element).Computed;
        var bytes = TiledProductRenderer.BytesOf(element);
        var tile = PhaseTile.Choose(rows, columns.Extent, depth.Extent, bytes);
        var name = string.Create(CultureInfo.InvariantCulture, $"product{count++}");
        var n = $"{KernelText.FunctionName}_{name}";
        var index = text.PositionType;
        functions.Append(positions.Function($"{name}_left_row", index, static loop => loop.LeftStride)).Append(depth.Function($"{name}_left_depth", index, static loop => loop.LeftStride))
            .Append(positions.Function($"{name}_right_batch", index, static loop => loop.RightStride)).Append(columns.Function($"{name}_right_column", index, static loop => loop.RightStride))
            .Append(depth.Function($"{name}_right_depth", index, static loop => loop.RightStride));

        var zero = CType.Literal(0, element);
        var isDirect = text.IsKept(kernel.Right.Buffer) && columns.IsContiguous(static loop => loop.RightStride);
        if (!isDirect)
            Bytes = Math.Max(Bytes, (tile.Elements * bytes + sizeof(ulong) - 1) / sizeof(ulong) * sizeof(ulong));
        var sums = isDirect ? Direct(kernel, tile, columns.Extent, depth.Extent, n) : Pieces(kernel, tile, columns, depth, n);
        var store = text.Store(kernel.Output.Buffer, Invariant($"({first} + row) * {columns.Extent} + column"), "sums[i][j]");
        var body = Invariant($$"""
            {
              const int down = NN_ITEM / {{tile.Across}}, across = NN_ITEM % {{tile.Across}};
              const {{index}} right = {{CType.Whole64(kernel.Right.Offset)}} + {{n}}_right_batch({{first}});
              NN_NO_UNROLL for (int top = 0; top < {{rows}}; top += {{tile.Rows}})
              NN_NO_UNROLL for (int edge = 0; edge < {{columns.Extent}}; edge += {{tile.Columns}}) {
                {{index}} places[{{tile.ItemRows}}];
                {{type}} sums[{{tile.ItemRows}}][{{tile.ItemColumns}}];
                NN_UNROLL for (int i = 0; i < {{tile.ItemRows}}; i++) {
                  const int row = top + i * {{tile.Down}} + down;
                  places[i] = {{CType.Whole64(kernel.Left.Offset)}} + {{n}}_left_row({{first}} + (row < {{rows}} ? row : 0));
                  NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++) sums[i][j] = {{zero}};
                }
            {{sums}}
                NN_UNROLL for (int i = 0; i < {{tile.ItemRows}}; i++)
                  NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++) {
                    const int row = top + i * {{tile.Down}} + down, column = edge + j * {{tile.Across}} + across;
                    if (row < {{rows}} && column < {{columns.Extent}}) { {{store}} }
                  }
              }
            }
            """);
        foreach (var line in body.Split('\n'))
            scope.Line(line);
    }

    // The sums of an item with pieces of the right operand that the group brings into its memory.
    private string Pieces(ContractionKernel kernel, PhaseTile tile, LoopGroup columns, LoopGroup depth, string n)
    {
        var (element, index) = (kernel.Output.Buffer.Element, text.PositionType);
        var type = CType.Of(element).Computed;

        // What lies side by side in the right operand is read side by side.
        var isDepthFirst = depth.IsContiguous(static loop => loop.RightStride) && !columns.IsContiguous(static loop => loop.RightStride);
        var (column, deep) = isDepthFirst
            ? (Invariant($"piece / {tile.Depth}"), Invariant($"piece % {tile.Depth}"))
            : (Invariant($"piece % {tile.Columns}"), Invariant($"piece / {tile.Columns}"));
        var total = tile.Depth * tile.Columns;
        var limit = depth.Extent % tile.Depth == 0
            ? Invariant($"{tile.Depth}")
            : Invariant($"({depth.Extent} - deep < {tile.Depth} ? (int)({depth.Extent} - deep) : {tile.Depth})");
        var right = text.Load(kernel.Right.Buffer, $"right + {n}_right_column(edge + column) + {n}_right_depth(deep + k)");
        return Invariant($$"""
                NN_LOCAL {{type}}* pieces = (NN_LOCAL {{type}}*){{Memory}};
                NN_NO_UNROLL for ({{index}} deep = 0; deep < {{depth.Extent}}; deep += {{tile.Depth}}) {
                  for (int part = 0; part < {{(total + DeviceTarget.Items - 1) / DeviceTarget.Items}}; part++) {
                    const int piece = NN_ITEM + part * {{DeviceTarget.Items}};
                    const int column = {{column}}, k = {{deep}};
                    {{type}} value = {{CType.Literal(0, element)}};
                    if ({{(total % DeviceTarget.Items == 0 ? "" : Invariant($"piece < {total} && "))}}edge + column < {{columns.Extent}} && deep + k < {{depth.Extent}}) value = {{right}};
                    {{(total % DeviceTarget.Items == 0 ? "" : Invariant($"if (piece < {total}) "))}}pieces[k * {{tile.Pitch}} + column] = value;
                  }
                  NN_BARRIER;
                  const int limit = {{limit}};
                  for (int k = 0; k < limit; k++) {
            {{Term(kernel, tile, n, "deep + k", Invariant($"pieces[k * {tile.Pitch} + j * {tile.Across} + across]"))}}
                  }
                  NN_BARRIER;
                }
            """);
    }

    // The sums of an item with a right operand that the group holds as a whole.
    private string Direct(ContractionKernel kernel, PhaseTile tile, long columns, long depth, string n)
    {
        var index = text.PositionType;
        return Invariant($$"""
                {{index}} columns[{{tile.ItemColumns}}];
                NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++) {
                  const int column = edge + j * {{tile.Across}} + across;
                  columns[j] = right + {{n}}_right_column(column < {{columns}} ? column : 0);
                }
                for ({{index}} k = 0; k < {{depth}}; k++) {
            {{Term(kernel, tile, n, "k", text.Load(kernel.Right.Buffer, $"columns[j] + {n}_right_depth(k)"))}}
                }
            """);
    }

    // One term of each of an item's sums.
    private string Term(ContractionKernel kernel, PhaseTile tile, string n, string k, string right)
    {
        var element = kernel.Output.Buffer.Element;
        var type = CType.Of(element).Computed;
        return Invariant($$"""
                    const {{text.PositionType}} at = {{n}}_left_depth({{k}});
                    {{type}} a[{{tile.ItemRows}}], b[{{tile.ItemColumns}}];
                    NN_UNROLL for (int i = 0; i < {{tile.ItemRows}}; i++) a[i] = {{text.Load(kernel.Left.Buffer, "places[i] + at")}};
                    NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++) b[j] = {{right}};
                    NN_UNROLL for (int i = 0; i < {{tile.ItemRows}}; i++)
                      NN_UNROLL for (int j = 0; j < {{tile.ItemColumns}}; j++) sums[i][j] = {{TiledProductRenderer.MultiplyAdd(element, "a[i]", "b[j]", "sums[i][j]")}};
            """);
    }

    private static string Invariant(FormattableString value) => value.ToString(CultureInfo.InvariantCulture);
}
