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
        var sum = $"{CType.Load(element, output, "place")} + {CType.Load(element, text.Pointer(kernel.Updates), string.Create(CultureInfo.InvariantCulture, $"(first + k) * {width} + column"))}";
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
              NN_SHARED int rows[{{Items}}];
              const i64 start = NN_GROUP * {{tile}};
              const i64 limit = start + {{tile}} < {{rows}} ? start + {{tile}} : {{rows}};
              for (i64 place = start * {{width}} + NN_ITEM; place < limit * {{width}}; place += {{Items}}) { {{CType.Store(element, output, "place", CType.Literal(0, element))}} }
              for (i64 first = 0; first < {{count}}; first += {{Items}}) {
                int mine = -1;
                if (first + NN_ITEM < {{count}}) {
                  const i64 row = nn_index({{text.Pointer(kernel.Indices)}}[first + NN_ITEM], {{rows}}, kernel_number, 0, fault);
                  mine = row >= start && row < limit ? (int)(row - start) : -1;
                }
                rows[NN_ITEM] = mine;
                NN_BARRIER;
                for (int k = 0; k < {{Items}}; k++) {
                  const int row = rows[k];
                  if (row >= 0) {
                    const i64 shift = (row * (i64){{width}}) % {{Items}};
                    for (i64 column = (NN_ITEM - shift + {{Items}}) % {{Items}}; column < {{width}}; column += {{Items}}) {
                      const i64 place = (start + row) * {{width}} + column;
                      {{CType.Store(element, output, "place", sum)}}
                    }
                  }
                }
                NN_BARRIER;
              }

            """);
        return new KernelSource(text.Complete(Items, body), kernel.Output.ElementCount == 0 ? 0 : (rows + tile - 1) / tile, Items, KernelText.UsesDoubles(kernel)) { SharedBytes = Items * sizeof(int) };
    }
}
