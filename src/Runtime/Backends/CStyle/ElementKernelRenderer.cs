using System.Globalization;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Writes a loop nest as a kernel: one item an element of the output, reductions within it.</summary>
internal static class ElementKernelRenderer
{
    private const int Items = 64;

    public static KernelSource Render(ElementKernel kernel)
    {
        var text = new KernelText(kernel);
        var scope = new RenderScope(null, [], isGuarded: false);
        var renderer = new ScalarRenderer(text, scope);
        var count = kernel.Output.ElementCount;
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"const i64 element = NN_GROUP * {Items} + NN_ITEM;"));
        scope.Line(string.Create(CultureInfo.InvariantCulture, $"if (element >= {count}) return;"));
        var stride = 1L;
        for (var i = kernel.Loops.Length - 1; i >= 0; i--)
        {
            var loop = kernel.Loops[i];
            var quotient = stride == 1 ? "element" : string.Create(CultureInfo.InvariantCulture, $"element / {stride}");
            var value = i == 0 ? quotient : string.Create(CultureInfo.InvariantCulture, $"({quotient}) % {loop.Extent}");
            scope.Line($"const int {renderer.Counter(loop)} = (int)({value});");
            stride *= loop.Extent;
        }

        var result = renderer.Value(kernel.Body);
        var position = renderer.Position(kernel.Output.Shape, kernel.OutputIndices);
        scope.Line(CType.Store(kernel.Output.Element, text.Pointer(kernel.Output), position, result));
        return new KernelSource(text.Complete(Items, scope.Text.ToString()), (count + Items - 1) / Items, Items, KernelText.UsesDoubles(kernel));
    }
}
