using Dsl.Repl.Editing.History;

namespace Dsl.Repl.Editing;

/// <summary>The way through earlier entries, back and forth: those that begin with what was typed before it began.</summary>
/// <param name="history">The entries.</param>
internal sealed class HistoryWalk(IHistory history)
{
    private string draft = string.Empty;
    private string prefix = string.Empty;
    private int place;

    /// <summary>Whether an entry of the history is shown.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Forgets where it was.</summary>
    public void End() => HasBegun = false;

    /// <summary>The next older entry that fits; null when there is none.</summary>
    /// <param name="text">What is being edited, to come back to.</param>
    /// <param name="cursor">What stands before it must be the beginning of what is found.</param>
    public string? Older(string text, int cursor)
    {
        var entries = history.Entries;
        if (!HasBegun)
            (draft, prefix, place) = (text, text[..cursor], entries.Count);
        for (var i = Math.Min(place, entries.Count) - 1; i >= 0; i--)
        {
            if (Fits(entries[i]) && entries[i] != text)
            {
                place = i;
                HasBegun = true;
                return entries[i];
            }
        }

        return null;
    }

    /// <summary>The next newer entry that fits; after the newest, what was being edited. Null before the way has begun.</summary>
    /// <param name="text">What is shown.</param>
    public string? Newer(string text)
    {
        if (!HasBegun)
            return null;
        var entries = history.Entries;
        for (var i = place + 1; i < entries.Count; i++)
        {
            if (Fits(entries[i]) && entries[i] != text)
            {
                place = i;
                return entries[i];
            }
        }

        HasBegun = false;
        return draft;
    }

    private bool Fits(string entry) => entry.StartsWith(prefix, StringComparison.Ordinal);
}
