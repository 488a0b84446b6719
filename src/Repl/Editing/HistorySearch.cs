using Dsl.Repl.Editing.History;

namespace Dsl.Repl.Editing;

/// <summary>The search for a text in earlier entries while it is typed, newest first. Small letters find capitals too.</summary>
/// <param name="history">The entries.</param>
internal sealed class HistorySearch(IHistory history)
{
    private int place = history.Entries.Count - 1;

    /// <summary>What is looked for.</summary>
    public string Query { get; private set; } = string.Empty;

    /// <summary>The entry that has it; null while nothing is looked for or nothing has it.</summary>
    public string? Found { get; private set; }

    /// <summary>Where it is in the entry.</summary>
    public int Position { get; private set; }

    /// <summary>Looks for something else, from the entry that is shown on.</summary>
    public void Change(string query)
    {
        var isLonger = query.StartsWith(Query, StringComparison.Ordinal);
        Query = query;
        if (!isLonger)
            place = history.Entries.Count - 1;
        Find(place, -1);
    }

    /// <summary>Looks for a further entry.</summary>
    /// <param name="direction">-1 for older ones, 1 for newer ones.</param>
    public void Go(int direction)
    {
        if (Found is not null)
            Find(place + direction, direction);
    }

    // Where there is no further one, what was found before stays; where there never was, nothing is shown.
    private void Find(int from, int direction)
    {
        var entries = history.Entries;
        var comparison = Query.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (var i = from; Query.Length > 0 && i >= 0 && i < entries.Count; i += direction)
        {
            var position = entries[i].IndexOf(Query, comparison);
            if (position >= 0 && (entries[i] != Found || i == place))
            {
                (Found, Position, place) = (entries[i], position, i);
                return;
            }
        }

        if (Found?.IndexOf(Query, comparison) is not >= 0 || Query.Length == 0)
            Found = null;
    }
}
