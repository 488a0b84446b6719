using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>csv</c>.</summary>
internal static class CsvLoading
{
    public static readonly DataImplementation Csv = new("csv", Load);

    private static DataResult Load(DataCall call)
    {
        var read = CsvFunctions.ReadOptions(call.Arguments);
        if (read.Options is not { } options)
            return read.Failure!;
        var failure = DataFileLookup.ReadPrefix(call.Files, options.Path, call.ScriptPath, DataLimits.SampleBytes, "path", out var sample, out var lookup);
        if (failure is not null)
            return failure;
        var studied = CsvSchemaReader.Read(sample, lookup.Length <= sample.Length, options);
        if (studied.Schema is not { } schema)
            return studied.Failure!;
        using var stream = call.Files.Open(lookup.FullPath!);
        if (stream is null)
            return DataFileLookup.NotReadable(options.Path, lookup.FullPath!, "path");
        try
        {
            using var text = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
            return ReadRows(new CsvRecordReader(text, options.Separator), schema, options);
        }
        catch (IOException)
        {
            return DataFileLookup.NotReadable(options.Path, lookup.FullPath!, "path");
        }
    }

    private static DataResult ReadRows(CsvRecordReader reader, CsvSchema schema, CsvOptions options)
    {
        var table = new CsvTableBuilder(schema, options.Missing);
        if (options.Header && reader.Read() == CsvReadStatus.Malformed)
            return CsvProblems.Malformed(schema.FileName, reader);
        while (true)
        {
            switch (reader.Read())
            {
                case CsvReadStatus.Malformed:
                    return CsvProblems.Malformed(schema.FileName, reader);
                case CsvReadStatus.Row:
                    if (table.Add(reader) is { } failure)
                        return failure;
                    continue;
            }

            break;
        }

        if (table.Rows == 0)
            return CsvProblems.NoRows(schema.FileName, table.DroppedRows);
        table.FillMissing();
        var fields = ImmutableArray.Create(new DataSetField("x", new FloatColumn(table.Inputs(), [schema.Width], table.Rows)));
        if (schema.Target is { } target)
        {
            fields = fields.Add(new DataSetField("y", target.IsCategorical
                ? new IntegerColumn(table.ClassTargets(), [], table.Rows)
                : new FloatColumn(table.NumberTargets(), [], table.Rows)));
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        if (table.DroppedRows > 0)
            notes.Add($"{schema.FileName}: {table.DroppedRows} row{Plural(table.DroppedRows)} with missing values left out, {table.Rows} kept");
        if (table.FilledValues > 0)
            notes.Add($"{schema.FileName}: {table.FilledValues} missing value{Plural(table.FilledValues)} filled in");
        DataResult result = new DataSet(fields, schema.Target is { IsCategorical: true } ? schema.Target.Categories : [], schema.FileName);
        return result with { Notes = notes.ToImmutable() };
    }

    private static string Plural(long count) => count == 1 ? string.Empty : "s";
}
