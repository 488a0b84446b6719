namespace Dsl.Repl.Editing.Screen;

/// <summary>Makes the frame of an entry and what stands below it; where the window is too low, of the entry the part around the cursor.</summary>
internal static class FrameComposer
{
    private const int LeastEntryRows = 3;

    /// <summary>Puts both together.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="below">Lines below it; those that do not fit are left out.</param>
    /// <param name="windowRows">The lines of the window.</param>
    public static ScreenFrame Compose(EntryLayout entry, IReadOnlyList<ScreenRow> below, int windowRows)
    {
        var forBelow = Math.Min(below.Count, Math.Max(0, windowRows - Math.Min(LeastEntryRows, entry.Rows.Count)));
        var forEntry = Math.Min(entry.Rows.Count, Math.Max(1, windowRows - forBelow));

        // The part that ends with the entry, moved up as far as the cursor needs it.
        var first = Math.Min(entry.Rows.Count - forEntry, entry.CursorRow);
        return new ScreenFrame([.. entry.Rows.Skip(first).Take(forEntry), .. below.Take(forBelow)], entry.CursorRow - first, entry.CursorColumn);
    }
}
