using System.Globalization;
using System.Numerics;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Writes sorting by index. Pairs of equal elements are ordered by their positions, so that every way of comparing gives the one stable order; NaN comes last.</summary>
internal static class SortRenderer
{
    private const int Items = DeviceTarget.Items;

    // A row of no more is sorted by counting, an item an element: a group would have too little to do.
    private const int ShortRow = 64;

    /// <summary>Runs of rows, each by a group in its own memory: Batcher's bitonic sorter in the form in which every comparison puts the smaller element first, so that any number of them will do.</summary>
    public static KernelSource Render(ArgSortKernel kernel)
    {
        var (width, run) = (kernel.Input.Shape[^1], Math.Min(kernel.Run, Math.Max(kernel.Input.Shape[^1], 1)));
        if (run <= ShortRow)
            return Count(kernel, width);
        var text = new KernelText(kernel);
        var element = kernel.Input.Element;
        var type = CType.Of(element).Computed;
        var runs = (width + run - 1) / run;
        var levels = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)run));
        var turns = ((1 << levels) / 2 + Items - 1) / Items;
        var body = string.Create(CultureInfo.InvariantCulture, $$"""
              NN_SHARED {{type}} keys[{{run}}];
              NN_SHARED int order[{{run}}];
              const i64 begin = NN_GROUP % {{runs}} * {{run}}, start = NN_GROUP / {{runs}} * {{width}} + begin;
              const int count = {{width}} - begin < {{run}} ? (int)({{width}} - begin) : {{run}};
              for (int turn = 0; turn < {{(run + Items - 1) / Items}}; turn++) {
                const int at = NN_ITEM + turn * {{Items}};
                if (at < count) { keys[at] = {{CType.Load(element, text.Pointer(kernel.Input), "start + at")}}; order[at] = at; }
              }
              NN_BARRIER;
              int span = 1, gap = 1;
              for (int step = 0; step < {{levels * (levels + 1) / 2}}; step++) {
                for (int turn = 0; turn < {{turns}}; turn++) {
                  const int pair = NN_ITEM + turn * {{Items}}, low = pair / gap * 2 * gap + pair % gap;
                  const int high = gap == span ? low + 2 * (span - pair % span) - 1 : low + gap;
                  if (high < count) {
                    const {{type}} x = keys[low], y = keys[high];
                    const int first = order[low], second = order[high];
                    if ({{IsLess(element, "y", "x")}} || (!({{IsLess(element, "x", "y")}}) && second < first)) {
                      keys[low] = y; keys[high] = x;
                      order[low] = second; order[high] = first;
                    }
                  }
                }
                NN_BARRIER;
                if (gap == 1) { span *= 2; gap = span; } else gap /= 2;
              }
              for (int at = NN_ITEM; at < count; at += {{Items}}) {{KernelGuard.Mark}}{{text.Pointer(kernel.Output)}}[start + at] = begin + order[at];

            """);
        return new KernelSource(text.Complete(Items, body), width == 0 ? 0 : kernel.Input.ElementCount / width * runs, Items, KernelText.UsesDoubles(kernel))
        {
            SharedBytes = run * (TypeBytes(element) + sizeof(int)),
        };
    }

    /// <summary>One item an element, which finds its place among those of the run beside its own by halving.</summary>
    public static KernelSource Render(ArgSortMergeKernel kernel)
    {
        var width = kernel.Input.Shape[^1];
        var text = new KernelText(kernel);
        var element = kernel.Input.Element;
        var type = CType.Of(element).Computed;
        var (input, runs) = (text.Pointer(kernel.Input), text.Pointer(kernel.Runs));
        return MovementRenderer.Each(text, kernel, kernel.Input.ElementCount, string.Create(CultureInfo.InvariantCulture, $$"""
            const i64 start = element / {{width}} * {{width}}, i = element - start;
              const i64 begin = i / {{2L * kernel.Run}} * {{2L * kernel.Run}}, middle = begin + {{kernel.Run}} < {{width}} ? begin + {{kernel.Run}} : {{width}};
              const i64 end = begin + {{2L * kernel.Run}} < {{width}} ? begin + {{2L * kernel.Run}} : {{width}};
              const i64 mine = {{runs}}[element];
              const {{type}} x = {{CType.Load(element, input, "start + mine")}};
              const int is_left = i < middle;
              i64 low = is_left ? middle : begin, high = is_left ? end : middle;
              while (low < high) {
                const i64 probe = (low + high) / 2;
                const {{type}} y = {{CType.Load(element, input, $"start + {runs}[start + probe]")}};
                const int comes_before = is_left ? {{IsLess(element, "y", "x")}} : !({{IsLess(element, "x", "y")}});
                if (comes_before) low = probe + 1; else high = probe;
              }
              {{KernelGuard.Mark}}{{text.Pointer(kernel.Output)}}[start + (is_left ? i + low - middle : i - middle + low)] = mine;
            """));
    }

    // One item an element, which counts how many come before it.
    private static KernelSource Count(ArgSortKernel kernel, int width)
    {
        var text = new KernelText(kernel);
        var element = kernel.Input.Element;
        var divisor = Math.Max(width, 1);
        var (mine, other) = (CType.Load(element, text.Pointer(kernel.Input), "element"), CType.Load(element, text.Pointer(kernel.Input), "start + i"));
        return MovementRenderer.Each(text, kernel, kernel.Input.ElementCount, string.Create(CultureInfo.InvariantCulture, $$"""
            const i64 start = element / {{divisor}} * {{divisor}};
              const {{CType.Of(element).Computed}} x = {{mine}};
              i64 rank = 0;
              for (i64 i = 0; i < {{width}}; i++) {
                const {{CType.Of(element).Computed}} y = {{other}};
                rank += {{IsLess(element, "y", "x")}} || (!({{IsLess(element, "x", "y")}}) && start + i < element);
              }
              {{KernelGuard.Mark}}{{text.Pointer(kernel.Output)}}[start + rank] = element - start;
            """));
    }

    private static string IsLess(ElementType element, string x, string y) => element.IsFloat() ? $"({x} < {y} || ({y} != {y} && {x} == {x}))" : $"({x} < {y})";

    private static int TypeBytes(ElementType element) => element is ElementType.Float64 or ElementType.Int ? sizeof(double) : sizeof(float);
}
