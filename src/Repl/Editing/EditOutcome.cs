namespace Dsl.Repl.Editing;

/// <summary>How the editing of an entry ends.</summary>
internal enum EditOutcome
{
    /// <summary>The entry is to be done.</summary>
    Submitted,

    /// <summary>There will be no more entries.</summary>
    Left,
}
