using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>
/// Shows a tensor to whoever asked for it: a single number as itself, a short list beside its type, else a line with type and range and then a table that fits the window.
/// </summary>
public static class ValueLines
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<string> Draw(Tensor tensor, DisplayCapabilities display)
    {
        if (tensor.Shape.IsEmpty)
            return [TensorFormatter.Format(tensor)];
        if (tensor.ElementCount > 0 && OnOneLine(tensor, display) is { } line)
            return [line];
        var description = TensorDescription.Describe(tensor, display);
        return tensor.ElementCount == 0 ? description : [.. description, .. TensorTable.Draw(tensor, display)];
    }

    /// <summary>A tensor on one line: its numbers where they fit, else its type and range.</summary>
    /// <param name="tensor">What to show.</param>
    /// <param name="display">What can be shown.</param>
    /// <param name="used">Columns of the line that are taken.</param>
    public static string Summary(Tensor tensor, DisplayCapabilities display, int used)
    {
        if (tensor.Shape.IsEmpty)
            return TensorFormatter.Format(tensor);
        var left = display with { Width = Math.Max(display.Width - used, 1) };
        return (tensor.ElementCount > 0 ? OnOneLine(tensor, left) : null) ?? string.Join(' ', TensorDescription.Describe(tensor, display));
    }

    private static string? OnOneLine(Tensor tensor, DisplayCapabilities display)
    {
        // Of several rows a table says more, and each number takes three columns at least.
        if (tensor.Shape[^1] != tensor.ElementCount || tensor.ElementCount > display.Width / 3)
            return null;
        var line = $"{tensor.Element.Name()}{TensorFormatter.FormatShape(tensor)} {TensorFormatter.Format(tensor)}";
        return line.Length <= display.Width && !line.Contains('\n', StringComparison.Ordinal) ? line : null;
    }
}
