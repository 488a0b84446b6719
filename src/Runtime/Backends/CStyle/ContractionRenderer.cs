using System.Globalization;
using System.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// Writes a sum of products as tiles: a group brings pieces of both operands into its own memory, where each item multiplies a few rows with a few columns. Every
/// element is one chain of multiply-adds in the order of the reduced loops.
/// </summary>
internal static class ContractionRenderer
{
    private const int Side = 16;
    private const int Items = Side * Side;
    private const int Depth = 16;
    private const int MostPerItem = 4;

    public static KernelSource Render(ContractionKernel kernel)
    {
        var rows = Group(kernel, static loop => !loop.IsReduced && loop.LeftStride != 0 && loop.RightStride == 0);
        var columns = Group(kernel, static loop => !loop.IsReduced && loop.LeftStride == 0 && loop.RightStride != 0);
        var batches = Group(kernel, static loop => !loop.IsReduced && (loop.LeftStride != 0) == (loop.RightStride != 0));
        var reduced = Group(kernel, static loop => loop.IsReduced);
        var (high, wide) = (PerItem(rows.Extent), PerItem(columns.Extent));
        var text = new KernelText(kernel);
        var functions = new StringBuilder()
            .Append(rows.Function("left_row", static loop => loop.LeftStride))
            .Append(columns.Function("right_column", static loop => loop.RightStride))
            .Append(batches.Function("left_batch", static loop => loop.LeftStride))
            .Append(batches.Function("right_batch", static loop => loop.RightStride))
            .Append(reduced.Function("left_depth", static loop => loop.LeftStride))
            .Append(reduced.Function("right_depth", static loop => loop.RightStride))
            .Append(rows.Function("output_row", static loop => loop.OutputStride))
            .Append(columns.Function("output_column", static loop => loop.OutputStride))
            .Append(batches.Function("output_batch", static loop => loop.OutputStride));
        var element = kernel.Output.Buffer.Element;
        var type = CType.Of(element);
        var (tileRows, tileColumns) = (Side * high, Side * wide);
        var (groupsDown, groupsAcross) = (Ceiling(rows.Extent, tileRows), Ceiling(columns.Extent, tileColumns));
        var output = text.Pointer(kernel.Output.Buffer);
        var place = string.Create(CultureInfo.InvariantCulture, $"{CType.Whole64(kernel.Output.Offset)} + output_batch(batch) + output_row(row) + output_column(column)");
        var start = kernel.Accumulate ? CType.Load(element, output, place) : CType.Literal(0, element);
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $$"""
              NN_SHARED {{type.Computed}} left[{{Depth}}][{{tileRows + 1}}];
              NN_SHARED {{type.Computed}} right[{{Depth}}][{{tileColumns + 1}}];
              const int down = NN_ITEM / {{Side}}, across = NN_ITEM % {{Side}};
              const i64 batch = NN_GROUP / {{groupsDown * groupsAcross}};
              const i64 first_row = NN_GROUP / {{groupsAcross}} % {{groupsDown}} * {{tileRows}}, first_column = NN_GROUP % {{groupsAcross}} * {{tileColumns}};
              const i64 left_start = {{CType.Whole64(kernel.Left.Offset)}} + left_batch(batch), right_start = {{CType.Whole64(kernel.Right.Offset)}} + right_batch(batch);
              {{type.Computed}} sums[{{high}}][{{wide}}];
              for (int i = 0; i < {{high}}; i++)
                for (int j = 0; j < {{wide}}; j++) {
                  const i64 row = first_row + down + i * {{Side}}, column = first_column + across + j * {{Side}};
                  sums[i][j] = row < {{rows.Extent}} && column < {{columns.Extent}} ? {{start}} : {{CType.Literal(0, element)}};
                }
              for (i64 deep = 0; deep < {{reduced.Extent}}; deep += {{Depth}}) {
            {{Fill(kernel.Left, "left", "row", rows.Extent, reduced, tileRows, reduced.IsContiguous(static loop => loop.LeftStride), text)}}
            {{Fill(kernel.Right, "right", "column", columns.Extent, reduced, tileColumns, reduced.IsContiguous(static loop => loop.RightStride), text)}}
                NN_BARRIER;
                const int limit = {{reduced.Extent}} - deep < {{Depth}} ? (int)({{reduced.Extent}} - deep) : {{Depth}};
                for (int k = 0; k < limit; k++) {
                  {{type.Computed}} a[{{high}}], b[{{wide}}];
                  for (int i = 0; i < {{high}}; i++) a[i] = left[k][down + i * {{Side}}];
                  for (int j = 0; j < {{wide}}; j++) b[j] = right[k][across + j * {{Side}}];
                  for (int i = 0; i < {{high}}; i++)
                    for (int j = 0; j < {{wide}}; j++)
                      sums[i][j] = {{MultiplyAdd(element, "a[i]", "b[j]", "sums[i][j]")}};
                }
                NN_BARRIER;
              }
              for (int i = 0; i < {{high}}; i++)
                for (int j = 0; j < {{wide}}; j++) {
                  const i64 row = first_row + down + i * {{Side}}, column = first_column + across + j * {{Side}};
                  if (row < {{rows.Extent}} && column < {{columns.Extent}}) { {{CType.Store(element, output, place, "sums[i][j]")}} }
                }

            """);
        return new KernelSource(text.Complete(Items, body.ToString(), functions.ToString()), groupsDown * groupsAcross * batches.Extent, Items, KernelText.UsesDoubles(kernel))
        {
            SharedBytes = Depth * (tileRows + tileColumns + 2) * (element == ElementType.Float64 || element == ElementType.Int ? sizeof(double) : sizeof(float)),
        };
    }

    // Neighbouring items read what lies side by side in the operand.
    private static string Fill(ContractionOperand operand, string name, string line, long lines, LoopGroup reduced, int tile, bool isDepthFirst, KernelText text)
    {
        var element = operand.Buffer.Element;
        var (depth, across) = isDepthFirst ? ($"piece % {Depth}", $"piece / {Depth}") : ($"piece / {tile}", $"piece % {tile}");
        var value = CType.Load(element, text.Pointer(operand.Buffer), $"{name}_start + {name}_{line}(first_{line} + t) + {name}_depth(deep + k)");
        return string.Create(CultureInfo.InvariantCulture, $$"""
                for (int piece = NN_ITEM; piece < {{tile * Depth}}; piece += {{Items}}) {
                  const int k = {{depth}}, t = {{across}};
                  {{name}}[k][t] = deep + k < {{reduced.Extent}} && first_{{line}} + t < {{lines}} ? {{value}} : {{CType.Literal(0, element)}};
                }
            """);
    }

    private static string MultiplyAdd(ElementType element, string a, string b, string sum) => element switch
    {
        ElementType.Int => $"(i64)((u64){sum} + (u64){a} * (u64){b})",
        ElementType.Bool => $"{sum} | ({a} & {b})",
        ElementType.Float64 => $"nn_fma_f64({a}, {b}, {sum})",
        _ => $"nn_fma_f32({a}, {b}, {sum})",
    };

    private static LoopGroup Group(ContractionKernel kernel, Func<ContractionLoop, bool> belongs) => new([.. kernel.Loops.Where(belongs)]);

    private static int PerItem(long extent) => (int)Math.Clamp(Ceiling(extent, Side), 1, MostPerItem);

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
