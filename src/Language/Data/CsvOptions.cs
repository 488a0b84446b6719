using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>How a table is to be read.</summary>
/// <param name="Path">The name of the file as the script writes it.</param>
/// <param name="Target">The column that becomes <c>y</c>, or null.</param>
/// <param name="Header">Whether the first row names the columns; else they are <c>column1</c>, <c>column2</c>, ...</param>
/// <param name="Separator">The character between fields.</param>
/// <param name="Missing">What becomes of a missing value.</param>
/// <param name="Categorical">Columns of numbers that are names of categories.</param>
/// <param name="Ignore">Columns to leave out.</param>
public sealed record CsvOptions(
    string Path,
    string? Target,
    bool Header,
    char Separator,
    MissingValues Missing,
    ImmutableArray<string> Categorical,
    ImmutableArray<string> Ignore);
