using System.Text;

namespace Dsl.Runtime.Reports;

/// <summary>Lines of columns.</summary>
public static class TextTable
{
    private const string Gap = "  ";

    /// <summary>The rows as lines, each column as wide as its widest cell.</summary>
    /// <param name="rows">Cells by row; all rows have as many.</param>
    /// <param name="rightColumns">Columns whose cells stand at the right.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, params int[] rightColumns)
    {
        if (rows.Count == 0)
            yield break;
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => DisplayText.Columns(row[column]))).ToArray();
        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                var blanks = new string(' ', widths[column] - DisplayText.Columns(row[column]));
                line.Append(column == 0 ? string.Empty : Gap).Append(rightColumns.Contains(column) ? blanks + row[column] : row[column] + blanks);
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
