using System.Collections.Immutable;
using System.Text;

namespace Dsl.Language.Data;

/// <summary>Finds out the columns of a table from the beginning of its file.</summary>
/// <remarks>
/// A column holds numbers when its first value is one, else names of categories. The same rule on the same bytes gives the schema
/// when a script is checked and when it runs.
/// </remarks>
public static class CsvSchemaReader
{
    /// <summary>Reads the schema, or finds the first mistake.</summary>
    /// <param name="sample">The beginning of the file, at most <see cref="DataLimits.SampleBytes"/>.</param>
    /// <param name="isWhole">Whether the sample is the whole file.</param>
    public static CsvSchemaResult Read(byte[] sample, bool isWhole, CsvOptions options)
    {
        var file = Path.GetFileName(options.Path);
        using var text = new StringReader(Encoding.UTF8.GetString(sample));
        var reader = new CsvRecordReader(text, options.Separator);
        var first = reader.Read();
        if (first == CsvReadStatus.Malformed)
            return CsvProblems.Malformed(file, reader);
        if (first == CsvReadStatus.End)
            return CsvProblems.NoRows(file, 0);
        var names = ColumnNames(reader, options.Header);
        if (FindDuplicate(names) is { } twice)
            return CsvProblems.ColumnNamedTwice(file, twice);
        if (FindUnknownColumn(file, names, options, LooksLikeData(reader)) is { } unknown)
            return unknown;
        var columns = names.Select(name => new ColumnUnderStudy(name, RoleOf(name, options), options.Categorical.Contains(name))).ToArray();
        return Study(reader, columns, file, isWhole, options);
    }

    private static CsvSchemaResult Study(CsvRecordReader reader, ColumnUnderStudy[] columns, string file, bool isWhole, CsvOptions options)
    {
        var rows = 0L;
        var dropped = 0L;
        var status = options.Header ? reader.Read() : CsvReadStatus.Row;
        for (; status != CsvReadStatus.End; status = reader.Read())
        {
            // The last row of a sample that is not the whole file may be cut off.
            if (!isWhole && reader.AtEnd)
                break;
            if (status == CsvReadStatus.Malformed)
                return CsvProblems.Malformed(file, reader);
            if (reader.FieldCount != columns.Length)
                return CsvProblems.WrongFieldCount(file, reader.Line, reader.FieldCount, columns.Length);
            if (FindMissing(reader, columns) is { } missing)
            {
                var isTarget = columns[missing].Role == CsvColumnRole.Target;
                if (options.Missing == MissingValues.Error || (options.Missing == MissingValues.Mean && isTarget))
                    return CsvProblems.Missing(file, reader.Line, columns[missing].Name, isTarget, options.Missing);
                if (options.Missing == MissingValues.Drop)
                {
                    dropped++;
                    continue;
                }
            }

            if (StudyRow(reader, columns, file) is { } failure)
                return failure;
            rows++;
        }

        if (rows == 0 && isWhole)
            return CsvProblems.NoRows(file, dropped);
        if (Array.Find(columns, static column => column.Role != CsvColumnRole.Ignored && column.IsUnknown) is { } empty)
            return CsvProblems.NoValues(file, empty.Name);
        var schema = new CsvSchema(file, [.. columns.Select(static column => column.ToColumn())], isWhole ? rows : null);
        return schema.Width == 0 ? CsvProblems.NoFeatures(file) : schema;
    }

    private static DataFailure? StudyRow(CsvRecordReader reader, ColumnUnderStudy[] columns, string file)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Role == CsvColumnRole.Ignored || IsMissing(reader, i))
                continue;
            switch (columns[i].Take(reader[i]))
            {
                case ColumnProblem.NotANumber:
                    return CsvProblems.NotANumber(file, reader.Line, columns[i].Name, reader[i]);
                case ColumnProblem.DecimalComma:
                    return CsvProblems.DecimalComma(file, reader.Line, columns[i].Name, reader[i]);
                case ColumnProblem.TooManyCategories:
                    return CsvProblems.TooManyCategories(file, reader.Line, columns[i].Name);
            }
        }

        return null;
    }

    private static int? FindMissing(CsvRecordReader reader, ColumnUnderStudy[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Role != CsvColumnRole.Ignored && IsMissing(reader, i))
                return i;
        }

        return null;
    }

    private static bool IsMissing(CsvRecordReader reader, int field) => CsvValues.IsMissing(reader[field]);

    private static ImmutableArray<string> ColumnNames(CsvRecordReader reader, bool header)
    {
        var names = ImmutableArray.CreateBuilder<string>(reader.FieldCount);
        for (var i = 0; i < reader.FieldCount; i++)
            names.Add(header && !reader[i].IsEmpty ? reader[i].ToString() : $"column{i + 1}");
        return names.MoveToImmutable();
    }

    private static bool LooksLikeData(CsvRecordReader reader)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (CsvValues.TryParseNumber(reader[i], out _))
                return true;
        }

        return false;
    }

    private static string? FindDuplicate(ImmutableArray<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.FirstOrDefault(name => !seen.Add(name));
    }

    private static DataFailure? FindUnknownColumn(string file, ImmutableArray<string> names, CsvOptions options, bool headerLooksLikeData)
    {
        var looksLikeData = options.Header && headerLooksLikeData;
        if (options.Target is { } target && !names.Contains(target))
            return CsvProblems.NoSuchColumn(file, target, "target", names, looksLikeData);
        if (options.Categorical.FirstOrDefault(name => !names.Contains(name)) is { } categorical)
            return CsvProblems.NoSuchColumn(file, categorical, "categorical", names, looksLikeData);
        return options.Ignore.FirstOrDefault(name => !names.Contains(name)) is { } ignored
            ? CsvProblems.NoSuchColumn(file, ignored, "ignore", names, looksLikeData)
            : null;
    }

    private static CsvColumnRole RoleOf(string name, CsvOptions options) =>
        name == options.Target ? CsvColumnRole.Target
        : options.Ignore.Contains(name) ? CsvColumnRole.Ignored
        : CsvColumnRole.Feature;

    private enum ColumnProblem
    {
        None,
        NotANumber,
        DecimalComma,
        TooManyCategories,
    }

    /// <summary>What is known of a column so far.</summary>
    private sealed class ColumnUnderStudy(string name, CsvColumnRole role, bool isCategorical)
    {
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private readonly List<string> categories = [];
        private string last = string.Empty;
        private bool isGrouped = true;
        private bool? isCategorical = isCategorical ? true : null;

        public string Name => name;

        public CsvColumnRole Role => role;

        public bool IsUnknown => isCategorical is null || (isCategorical is true && categories.Count == 0);

        public ColumnProblem Take(ReadOnlySpan<char> field)
        {
            // Measurements taken for names of categories would train without a word.
            if (isCategorical is null && CsvValues.HasDecimalComma(field))
                return ColumnProblem.DecimalComma;
            isCategorical ??= !CsvValues.TryParseNumber(field, out _);
            if (isCategorical == false)
                return CsvValues.TryParseNumber(field, out _) ? ColumnProblem.None : ColumnProblem.NotANumber;
            if (seen.GetAlternateLookup<ReadOnlySpan<char>>().Contains(field))
            {
                isGrouped &= field.SequenceEqual(last);
                return ColumnProblem.None;
            }

            if (categories.Count == DataLimits.Categories)
                return ColumnProblem.TooManyCategories;
            var category = field.ToString();
            seen.Add(category);
            categories.Add(category);
            last = category;
            return ColumnProblem.None;
        }

        public CsvColumn ToColumn() => new(name, role, isCategorical == true && role != CsvColumnRole.Ignored ? OrderedCategories() : default) { IsGrouped = isGrouped };

        // Categories that are numbers are counted in the order of their values: a reader expects class 3 after class 2.
        private ImmutableArray<string> OrderedCategories() =>
            categories.TrueForAll(static category => CsvValues.TryParseNumber(category, out _))
                ? [.. categories.OrderBy(static category => double.Parse(category, System.Globalization.CultureInfo.InvariantCulture))]
                : [.. categories];
    }
}
