namespace Dsl.Repl.Prompt;

/// <summary>Where entries come from: lines of a pipe or a person at a terminal.</summary>
internal interface IEntrySource
{
    /// <summary>Whether the last entry was cut off because it is too long.</summary>
    bool IsCutOff { get; }

    /// <summary>The next entry, without the last line's end; null at the end of the input.</summary>
    string? Read();

    /// <summary>Forgets what there is of an entry that is not complete yet; may be called from any thread.</summary>
    void Drop();
}
