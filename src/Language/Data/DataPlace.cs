namespace Dsl.Language.Data;

/// <summary>A place in a data file: its path, the one-based line, and the name of the column, where known.</summary>
public sealed record DataPlace(string File, long? Line = null, string? Column = null);
