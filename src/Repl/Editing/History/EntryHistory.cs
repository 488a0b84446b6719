namespace Dsl.Repl.Editing.History;

/// <summary>A history in memory that is read from a file when it is first looked at, and written to it entry by entry.</summary>
/// <param name="file">Where it is kept; null for a history that ends with the program.</param>
internal sealed class EntryHistory(HistoryFile? file) : IHistory
{
    private List<string>? entries;

    public IReadOnlyList<string> Entries => Loaded();

    public string? Problem => file?.Problem;

    public void Add(string entry)
    {
        var text = entry.TrimEnd();
        if (text.Length == 0 || text.Length > HistoryFile.LongestEntry)
            return;
        var known = Loaded();
        if (known.Count > 0 && known[^1] == text)
            return;
        known.Add(text);
        file?.Append(text);
    }

    private List<string> Loaded() => entries ??= file?.Read() ?? [];
}
