namespace Dsl.Repl.Editing.History;

/// <summary>What was entered at the prompt, now and before.</summary>
internal interface IHistory
{
    /// <summary>The entries, oldest first.</summary>
    IReadOnlyList<string> Entries { get; }

    /// <summary>Why entries are not kept for later; null while they are, or where they are not meant to be.</summary>
    string? Problem { get; }

    /// <summary>Adds an entry, unless it is blank or the one before again.</summary>
    void Add(string entry);
}
