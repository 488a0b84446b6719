using System.Collections.Immutable;

using Dsl.Language.Text;

namespace Dsl.Language.Data;

/// <summary>The mistakes of tables, worded once for the check and for the run.</summary>
public static class CsvProblems
{
    /// <summary>The text cannot be split into rows.</summary>
    public static DataFailure Malformed(string file, CsvRecordReader reader) =>
        At(DataErrors.MalformedRow, file, reader.Line, null, $"field {reader.ProblemField}: {reader.Problem}");

    /// <summary>A row has more or fewer fields than the first.</summary>
    public static DataFailure WrongFieldCount(string file, long line, int found, int expected) =>
        At(DataErrors.MalformedRow, file, line, null, $"expected {Count(expected, "field")}, as in the first row, found {found}");

    /// <summary>Text in a column of numbers.</summary>
    public static DataFailure NotANumber(string file, long line, string column, ReadOnlySpan<char> found) =>
        At(DataErrors.UnexpectedValue, file, line, column, $"expected a number, as in the rows before, found {CsvValues.Quote(found)}") with
        {
            Notes = [$"if the column holds names, say so: categorical: [\"{column}\"]", $"to leave the column out: ignore: [\"{column}\"]"],
        };

    /// <summary>A number with a comma for a point.</summary>
    public static DataFailure DecimalComma(string file, long line, string column, ReadOnlySpan<char> found) =>
        At(DataErrors.UnexpectedValue, file, line, column, $"found {CsvValues.Quote(found)}; numbers are written with a point, as in 1.5") with
        {
            Notes = [$"if the column holds names, say so: categorical: [\"{column}\"]", $"to leave the column out: ignore: [\"{column}\"]"],
        };

    /// <summary>A category that the part of the file read at the check does not have.</summary>
    public static DataFailure UnknownCategory(string file, long line, string column, ReadOnlySpan<char> found) =>
        At(DataErrors.UnexpectedValue, file, line, column, $"found {CsvValues.Quote(found)}, which is not among the categories of the file's first {DataLimits.SampleBytes >> 20} MB") with
        {
            Notes = ["categories are read from the beginning of the file when the script is checked; order the rows so that each occurs there"],
        };

    /// <summary>More different texts than a categorical column may have.</summary>
    public static DataFailure TooManyCategories(string file, long line, string column) =>
        At(DataErrors.TooLarge, file, line, column, $"the column has more than {DataLimits.Categories} different texts, too many for categories") with
        {
            Notes = [$"to leave the column out: ignore: [\"{column}\"]"],
        };

    /// <summary>A value that is not there.</summary>
    public static DataFailure Missing(string file, long line, string column, bool isTarget, MissingValues rule)
    {
        var what = isTarget && rule == MissingValues.Mean ? "the target's value is missing; a mean cannot take its place" : "the value is missing";
        return At(DataErrors.MissingValue, file, line, column, what) with
        {
            Notes = isTarget && rule == MissingValues.Mean
                ? ["to leave such rows out: missing: \"drop\""]
                : ["to leave such rows out: missing: \"drop\"", "to put the column's mean in its place: missing: \"mean\""],
        };
    }

    /// <summary>A column without a single value, so that it has no mean.</summary>
    public static DataFailure NoValues(string file, string column) =>
        At(DataErrors.MissingValue, file, null, column, "every value of the column is missing, so it has no mean");

    /// <summary>A column that the script names and the file does not have.</summary>
    public static DataFailure NoSuchColumn(string file, string column, string parameter, ImmutableArray<string> columns, bool headerLooksLikeData)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (NearMiss.Find(column, columns) is { } closest)
            notes.Add($"did you mean \"{closest}\"?");
        notes.Add($"the columns are: {Listing(columns)}");
        if (headerLooksLikeData)
            notes.Add("the first row looks like data, not like names; if so, say header: false");
        return new DataFailure(DataErrors.NoSuchColumn, $"{file} has no column \"{column}\"", parameter)
        {
            Notes = notes.ToImmutable(),
            Place = new DataPlace(file, 1, column),
        };
    }

    /// <summary>A header that names two columns alike.</summary>
    public static DataFailure ColumnNamedTwice(string file, string column) =>
        At(DataErrors.MalformedRow, file, 1, column, "the header has this name twice; each column needs a name of its own");

    /// <summary>A table without a row.</summary>
    public static DataFailure NoRows(string file, long dropped) => new(
        DataErrors.NoRows,
        dropped > 0 ? $"{file} has no row left: all {dropped} have missing values" : $"{file} has no row of data",
        "path");

    /// <summary>A table of which no column is left as an input.</summary>
    public static DataFailure NoFeatures(string file) =>
        new(DataErrors.NoSuchColumn, $"{file} has no column left as an input besides the target and the ignored ones", "path");

    private static DataFailure At(Diagnostics.DiagnosticDescriptor descriptor, string file, long? line, string? column, string what)
    {
        var place = (line, column) switch
        {
            (not null, not null) => $"{file}, line {line}, column \"{column}\"",
            (not null, null) => $"{file}, line {line}",
            (null, not null) => $"{file}, column \"{column}\"",
            _ => file,
        };
        return new DataFailure(descriptor, $"{place}: {what}", "path") { Place = new DataPlace(file, line, column) };
    }

    private static string Listing(ImmutableArray<string> names) =>
        names.Length <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(12))} and {names.Length - 12} more";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
