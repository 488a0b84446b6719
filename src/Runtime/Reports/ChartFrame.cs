using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Axes, labels and titles around the body of a chart.</summary>
internal static class ChartFrame
{
    /// <summary>Lines of a chart's body.</summary>
    public const int Height = 12;

    private const int LabelDigits = 3;
    private const int LongestLabel = 9;
    private const int RowsBetweenLabels = 4;

    /// <summary>The lines of the whole chart, none wider than the place has columns.</summary>
    /// <param name="display">What can be shown.</param>
    /// <param name="options">Titles and labels.</param>
    /// <param name="valueAt">The value at a share of the vertical axis, 0 at its bottom and 1 at its top.</param>
    /// <param name="ends">What the horizontal axis begins and ends with.</param>
    /// <param name="body">The rows of the body, for a number of columns.</param>
    /// <param name="footer">Lines below the chart.</param>
    public static ImmutableArray<string> Draw(
        DisplayCapabilities display, ChartOptions options, Func<double, double> valueAt, (string Left, string Right) ends, Func<int, string[]> body, IEnumerable<string> footer)
    {
        var labels = new string[Height];
        for (var row = 0; row < Height; row++)
            labels[row] = row == 0 || row % RowsBetweenLabels == RowsBetweenLabels - 1 ? Label(valueAt(1 - ((double)row / (Height - 1)))) : string.Empty;
        var gutter = labels.Max(static l => l.Length);
        var columns = Math.Max(display.Width - gutter - 2, 1);
        var (bar, corner, dash) = display.HasUnicode ? ('│', '└', '─') : ('|', '+', '-');
        var lines = new List<string>();
        if (options.Title is { } title)
            lines.Add(new string(' ', Math.Max((display.Width - DisplayText.Columns(title)) / 2, 0)) + title);
        if (options.YLabel is { } vertical)
            lines.Add(vertical);
        var rows = body(columns);
        for (var row = 0; row < Height; row++)
            lines.Add($"{labels[row].PadLeft(gutter)} {bar}{rows[row]}".TrimEnd());
        lines.Add(new string(' ', gutter + 1) + corner + new string(dash, columns));
        lines.AddRange(HorizontalLabels(ends, options.XLabel, columns).Select(line => new string(' ', gutter + 2) + line));
        lines.AddRange(footer.SelectMany(line => Wrapped(line, columns)).Select(line => new string(' ', gutter + 2) + line));
        return [.. lines.Select(line => DisplayText.Clip(line, display.Width))];
    }

    /// <summary>A short text for a number at an axis.</summary>
    public static string Label(double value)
    {
        var text = NumberFormatter.Format(value, LabelDigits);
        return text.Length <= LongestLabel ? text : value.ToString("0.##e0", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Wrapped(string line, int columns) =>
        DisplayText.Columns(line) <= columns ? [line] : DisplayText.Wrap(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), columns);

    // The label stands between the ends where there is room, else on a line of its own.
    private static IEnumerable<string> HorizontalLabels((string Left, string Right) ends, string? label, int columns)
    {
        var room = columns - ends.Left.Length - ends.Right.Length;
        if (label is not null && DisplayText.Columns(label) + 2 <= room)
        {
            var before = (room - DisplayText.Columns(label)) / 2;
            yield return ends.Left + new string(' ', before) + label + new string(' ', room - before - DisplayText.Columns(label)) + ends.Right;
            yield break;
        }

        yield return ends.Right.Length == 0 || room < 1 ? ends.Left : ends.Left + new string(' ', room) + ends.Right;
        if (label is not null)
            yield return label;
    }
}
