using System.Globalization;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// Writes the addition of rows to a table. Each group has some rows of the table to itself and looks through all indices for them; each element belongs to one item, which adds
/// what comes to it in the order of the indices. So nothing depends on timing, and nobody waits for another's sums.
/// </summary>
internal static class ScatterAddRenderer
{
    private const int Items = DeviceTarget.Items;

    // So many indices are looked through at a time; for those of the group's own rows a bit is set, in whatever order, and bits are then taken in order.
    private const int Block = 4 * Items;
    private const int Word = 32;

    // More groups would each read all indices without having more rows to share.
    private const long MostGroups = 1024;

    public static KernelSource Render(ScatterAddKernel kernel)
    {
        var rows = kernel.Output.Shape[0];
        var width = rows == 0 ? 0 : kernel.Output.ElementCount / rows;
        var tile = Math.Max(1, (rows + MostGroups - 1) / MostGroups);
        var count = kernel.Indices.ElementCount;
        var text = new KernelText(kernel);
        var (element, output) = (kernel.Output.Element, text.Pointer(kernel.Output));
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
              NN_SHARED int rows[{{Block}}];
              NN_SHARED int found[{{Block / Word}}];
              const i64 start = NN_GROUP * {{tile}};
              const i64 limit = start + {{tile}} < {{rows}} ? start + {{tile}} : {{rows}};
              for (i64 place = start * {{width}} + NN_ITEM; place < limit * {{width}}; place += {{Items}}) { {{CType.Store(element, output, "place", CType.Literal(0, element))}} }
              for (i64 first = 0; first < {{count}}; first += {{Block}}) {
                if (NN_ITEM < {{Block / Word}}) found[NN_ITEM] = 0;
                NN_BARRIER;
                for (int part = 0; part < {{Block / Items}}; part++) {
                  const int k = NN_ITEM + part * {{Items}};
                  if (first + k < {{count}}) {
                    const i64 row = nn_index({{text.Pointer(kernel.Indices)}}[first + k], {{rows}}, kernel_number, 0, fault);
                    if (row >= start && row < limit) {
                      rows[k] = (int)(row - start);
                      NN_ATOMIC_OR(found + k / {{Word}}, (int)(1u << k % {{Word}}));
                    }
                  }
                }
                NN_BARRIER;
                {{(tile == 1 ? SumsOfRow(kernel, text, width) : SumsOfRows(kernel, text, width))}}
                NN_BARRIER;
              }

            """);
        return new KernelSource(text.Complete(Items, body), kernel.Output.ElementCount == 0 ? 0 : (rows + tile - 1) / tile, Items, KernelText.UsesDoubles(kernel)) { SharedBytes = (Block + (Block / Word)) * sizeof(int) };
    }

    // An item's columns of one row stay in a register each, so that what is added is read without waiting for what was added before.
    private static string SumsOfRow(ScatterAddKernel kernel, KernelText text, long width)
    {
        var (element, output) = (kernel.Output.Element, text.Pointer(kernel.Output));
        return string.Create(CultureInfo.InvariantCulture, $$"""
                for (i64 column = NN_ITEM; column < {{width}}; column += {{Items}}) {
                  const i64 place = start * {{width}} + column;
                  {{CType.Of(element).Computed}} sum = {{CType.Load(element, output, "place")}};
                  for (int word = 0; word < {{Block / Word}}; word++) {
                    u32 bits = (u32)found[word];
                    while (bits != 0) {
                      const int k = word * {{Word}} + NN_LOWEST_BIT(bits);
                      bits &= bits - 1;
                      sum = {{CType.Rounded(element, $"sum + {Update(kernel, text, width)}")}};
                    }
                  }
                  {{CType.Store(element, output, "place", "sum")}}
                }
            """);
    }

    private static string SumsOfRows(ScatterAddKernel kernel, KernelText text, long width)
    {
        var (element, output) = (kernel.Output.Element, text.Pointer(kernel.Output));
        return string.Create(CultureInfo.InvariantCulture, $$"""
                for (int word = 0; word < {{Block / Word}}; word++) {
                  u32 bits = (u32)found[word];
                  while (bits != 0) {
                    const int k = word * {{Word}} + NN_LOWEST_BIT(bits), row = rows[k];
                    bits &= bits - 1;
                    const i64 shift = (row * (i64){{width}}) % {{Items}};
                    for (i64 column = (NN_ITEM - shift + {{Items}}) % {{Items}}; column < {{width}}; column += {{Items}}) {
                      const i64 place = (start + row) * {{width}} + column;
                      {{CType.Store(element, output, "place", $"{CType.Load(element, output, "place")} + {Update(kernel, text, width)}")}}
                    }
                  }
                }
            """);
    }

    private static string Update(ScatterAddKernel kernel, KernelText text, long width) =>
        CType.Load(kernel.Output.Element, text.Pointer(kernel.Updates), string.Create(CultureInfo.InvariantCulture, $"(first + k) * {width} + column"));
}
