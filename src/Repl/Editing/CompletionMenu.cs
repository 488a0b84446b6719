using Dsl.Repl.Editing.Assistance;
using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Editing;

/// <summary>The list of what could be meant, one of which is chosen. Typing on leaves those that still fit.</summary>
internal sealed class CompletionMenu
{
    private const int MostRows = 8;
    private const int WidestLabel = 32;
    private const int MostAboutRows = 2;

    private readonly Suggestions suggestions;
    private IReadOnlyList<Suggestion> fitting;
    private int chosen;
    private int first;

    /// <param name="suggestions">What could be meant; at least one.</param>
    public CompletionMenu(Suggestions suggestions)
    {
        this.suggestions = suggestions;
        fitting = suggestions.Items;
        End = suggestions.End;
    }

    /// <summary>Where what is replaced begins.</summary>
    public int Start => suggestions.Start;

    /// <summary>Where it ends, as far as it has been typed.</summary>
    public int End { get; private set; }

    /// <summary>Whether only one fits what was typed.</summary>
    public bool IsCertain => fitting.Count == 1;

    /// <summary>What is chosen.</summary>
    public Suggestion Chosen => fitting[chosen];

    /// <summary>Chooses another, around the ends.</summary>
    public void Move(int direction)
    {
        chosen = (chosen + direction + fitting.Count) % fitting.Count;
        first = Math.Clamp(first, Math.Max(0, chosen - MostRows + 1), chosen);
    }

    /// <summary>Keeps what fits the text as it is now.</summary>
    /// <returns>Whether anything is left.</returns>
    public bool Narrow(string text, int cursor)
    {
        if (cursor < Start || cursor > text.Length)
            return false;
        End = cursor;
        var typed = text[Start..cursor];
        fitting = [.. suggestions.Items.Where(item => item.Label.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        (chosen, first) = (0, 0);
        return fitting.Count > 0 && typed.All(static c => !char.IsWhiteSpace(c));
    }

    /// <summary>Its lines: what could be meant, and below what the chosen one is.</summary>
    /// <param name="columns">The columns that may be filled.</param>
    /// <param name="hasColors">Whether a colour shows which is chosen; else a sign does.</param>
    public IReadOnlyList<ScreenRow> Rows(int columns, bool hasColors)
    {
        var rows = new List<ScreenRow>();
        var widest = Math.Min(fitting.Max(static item => item.Label.Length), WidestLabel);
        for (var i = first; i < Math.Min(first + MostRows, fitting.Count); i++)
        {
            var isChosen = i == chosen;
            var row = new ScreenRow();
            row.Add(isChosen && !hasColors ? "> " : "  ", ScreenStyle.Plain, columns);
            var label = fitting[i].Label;
            row.Add(label.PadRight(widest), isChosen ? ScreenStyle.Chosen : ScreenStyle.Plain, columns);
            if (fitting[i].Detail is { Length: > 0 } detail)
                row.Add("  " + FirstLine(detail), ScreenStyle.Remark, columns);
            rows.Add(row);
        }

        var about = FirstLine(Chosen.Documentation ?? string.Empty);
        var more = fitting.Count > MostRows ? $"{chosen + 1} of {fitting.Count}" : string.Empty;
        if (about.Length + more.Length == 0)
            return rows;
        foreach (var line in WrappedText.Of("  " + (more.Length > 0 && about.Length > 0 ? $"{more}  {about}" : more + about), columns, 0).Split('\n').Take(MostAboutRows))
        {
            var row = new ScreenRow();
            row.Add(line, ScreenStyle.Remark, columns);
            rows.Add(row);
        }

        return rows;
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
