using Dsl.Language.Diagnostics;
using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Editing;

/// <summary>A signature as lines below an entry, broken between words.</summary>
internal static class SignatureRows
{
    private const int Most = 3;
    private const string Indentation = "  ";

    /// <summary>The lines; of a long signature those around the argument that is being typed.</summary>
    /// <param name="note">The signature.</param>
    /// <param name="columns">The columns that may be filled.</param>
    public static IReadOnlyList<ScreenRow> Of(SignatureNote note, int columns)
    {
        var rows = new List<ScreenRow> { Begin(columns) };
        var active = 0;
        for (var start = 0; start < note.Label.Length;)
        {
            var blank = note.Label.IndexOf(' ', start);
            var end = blank < 0 ? note.Label.Length : blank + 1;
            if (rows[^1].Width > Indentation.Length && rows[^1].Width + CharacterWidth.Of(note.Label[start..end].TrimEnd()) > columns)
                rows.Add(Begin(columns));
            if (note.ActiveLength > 0 && start <= note.ActiveStart)
                active = rows.Count - 1;
            AddWord(rows[^1], note, start, end, columns);
            start = end;
        }

        var first = Math.Clamp(active - 1, 0, Math.Max(0, rows.Count - Most));
        return rows.GetRange(first, Math.Min(Most, rows.Count - first));
    }

    private static ScreenRow Begin(int columns)
    {
        var row = new ScreenRow();
        row.Add(Indentation, ScreenStyle.Remark, columns);
        return row;
    }

    private static void AddWord(ScreenRow row, SignatureNote note, int start, int end, int columns)
    {
        var activeStart = Math.Clamp(note.ActiveStart, start, end);
        var activeEnd = Math.Clamp(note.ActiveStart + note.ActiveLength, start, end);
        if (row.Add(note.Label[start..activeStart], ScreenStyle.Remark, columns) && row.Add(note.Label[activeStart..activeEnd], ScreenStyle.Match, columns))
            row.Add(note.Label[activeEnd..end], ScreenStyle.Remark, columns);
    }
}
