using System.Globalization;
using System.Text;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Writes kernels that move elements: packing, copying, one position of an axis, codes of 8 bits.</summary>
internal static class MovementRenderer
{
    private const int Items = 64;

    public static KernelSource Render(PackKernel kernel)
    {
        var count = kernel.Loops.Aggregate(1L, static (product, loop) => product * loop.Extent);
        var (source, output) = (new StringBuilder(CType.Whole64(kernel.Source.Offset)), new StringBuilder("0"));
        var inner = 1L;
        for (var i = kernel.Loops.Length - 1; i >= 0; i--)
        {
            var loop = kernel.Loops[i];
            var counter = string.Create(CultureInfo.InvariantCulture, $" + element / {inner} % {loop.Extent} * ");
            source.Append(counter).Append(CType.Whole64(loop.SourceStride));
            output.Append(counter).Append(CType.Whole64(loop.OutputStride));
            inner *= loop.Extent;
        }

        var text = new KernelText(kernel);
        var value = CType.Load(kernel.Source.Buffer.Element, text.Pointer(kernel.Source.Buffer), source.ToString());
        return Each(text, kernel, count, CType.Store(kernel.Output.Element, text.Pointer(kernel.Output), output.ToString(), value));
    }

    public static KernelSource Render(WriteAtKernel kernel)
    {
        var size = kernel.Output.Shape[kernel.Axis];
        var piece = kernel.Output.Shape.Skip(kernel.Axis + 1).Aggregate(1L, static (product, next) => product * next);
        var text = new KernelText(kernel);
        var element = kernel.Output.Element;
        var old = CType.Load(element, text.Pointer(kernel.Old), "element");
        var row = CType.Load(element, text.Pointer(kernel.Row), string.Create(CultureInfo.InvariantCulture, $"element / {piece * size} * {piece} + element % {piece}"));
        // Where the new values take the place of the old ones, only the row is written.
        return Each(text, kernel, kernel.Output.ElementCount, string.Create(CultureInfo.InvariantCulture, $$"""
            const i64 position = element / {{piece}} % {{size}};
              const int is_row = position == {{text.Pointer(kernel.Index)}}[0];
              if (is_row || {{text.Pointer(kernel.Old)}} != {{text.Pointer(kernel.Output)}}) { {{CType.Store(element, text.Pointer(kernel.Output), "element", $"is_row ? {row} : {old}")}} }
            """));
    }

    public static KernelSource Render(CopyKernel kernel)
    {
        var text = new KernelText(kernel);
        var element = kernel.Destination.Element;
        return Each(text, kernel, kernel.Destination.ElementCount, CType.Store(element, text.Pointer(kernel.Destination), "element", CType.Load(element, text.Pointer(kernel.Source), "element")));
    }

    public static KernelSource Render(QuantizeKernel kernel)
    {
        var columns = kernel.Scales.ElementCount;
        var text = new KernelText(kernel);
        return Each(text, kernel, kernel.Output.ElementCount, string.Create(CultureInfo.InvariantCulture, $$"""
            u64 word = 0;
              for (int i = 0; i < 8; i++) {
                const i64 place = element * 8 + i;
                if (place >= {{kernel.Weights.ElementCount}}) break;
                float code = nn_round_f32({{text.Pointer(kernel.Weights)}}[place] / {{text.Pointer(kernel.Scales)}}[place % {{columns}}]);
                code = code > 127.0f ? 127.0f : code < -127.0f ? -127.0f : code;
                word |= (u64)((int)code & 0xff) << (i * 8);
              }
              {{KernelGuard.Mark}}{{text.Pointer(kernel.Output)}}[element] = (i64)word;
            """));
    }

    public static KernelSource Render(QuantizedProductKernel kernel)
    {
        var columns = kernel.Scales.ElementCount;
        var depth = kernel.Codes.ElementCount * 8 / columns;
        var text = new KernelText(kernel);
        return Each(text, kernel, kernel.Output.ElementCount, string.Create(CultureInfo.InvariantCulture, $$"""
            const i64 row = element / {{columns}}, column = element % {{columns}};
              float sum = 0.0f;
              for (i64 k = 0; k < {{depth}}; k++) {
                const i64 place = k * {{columns}} + column;
                const int code = (int)(signed char)({{text.Pointer(kernel.Codes)}}[place / 8] >> (place % 8 * 8));
                sum = nn_fma_f32({{text.Pointer(kernel.Input)}}[row * {{depth}} + k], (float)code, sum);
              }
              {{KernelGuard.Mark}}{{text.Pointer(kernel.Output)}}[element] = sum * {{text.Pointer(kernel.Scales)}}[column];
            """));
    }

    /// <summary>One item an element.</summary>
    public static KernelSource Each(KernelText text, Kernel kernel, long count, string statements)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"  const i64 element = NN_GROUP * {Items} + NN_ITEM;\n  if (element < {count}) {{\n  {statements}\n  }}\n");
        return new KernelSource(text.Complete(Items, body), (count + Items - 1) / Items, Items, KernelText.UsesDoubles(kernel));
    }
}
