using System.Collections.Immutable;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Collects the rows of a table as numbers.</summary>
internal sealed class CsvTableBuilder
{
    private readonly CsvSchema schema;
    private readonly MissingValues missing;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[] categories;
    private readonly ImmutableArray<int> offsets;
    private readonly int width;
    private readonly List<long> classTargets = [];
    private readonly List<float> numberTargets = [];
    private readonly List<(int Row, int Column)> gaps = [];
    private readonly double[] sums;
    private readonly long[] counts;
    private float[] inputs;

    public CsvTableBuilder(CsvSchema schema, MissingValues missing)
    {
        this.schema = schema;
        this.missing = missing;
        width = schema.Width;
        inputs = new float[width * 64];
        sums = new double[schema.Columns.Length];
        counts = new long[schema.Columns.Length];
        categories = new Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[schema.Columns.Length];
        for (var i = 0; i < categories.Length; i++)
            categories[i] = LookupOf(schema.Columns[i]);
        var offset = 0;
        var starts = ImmutableArray.CreateBuilder<int>(schema.Columns.Length);
        foreach (var column in schema.Columns)
        {
            starts.Add(offset);
            offset += column.Width;
        }

        offsets = starts.MoveToImmutable();
    }

    public int Rows { get; private set; }

    public long DroppedRows { get; private set; }

    public long FilledValues => gaps.Count;

    /// <summary>Adds the reader's current row, or says what is wrong with it.</summary>
    public DataFailure? Add(CsvRecordReader reader)
    {
        if (reader.FieldCount != schema.Columns.Length)
            return CsvProblems.WrongFieldCount(schema.FileName, reader.Line, reader.FieldCount, schema.Columns.Length);
        if (!TryCheckMissing(reader, out var failure))
            return failure;
        if (!Grow())
            return new DataFailure(DataErrors.TooLarge, $"{schema.FileName} has more values than fit into memory; expected at most {DataLimits.Elements}", "path");
        for (var i = 0; i < schema.Columns.Length; i++)
        {
            if (Take(reader, i) is { } problem)
                return problem;
        }

        Rows++;
        return null;
    }

    /// <summary>Puts the mean of its column in the place of each missing value; a missing category stays all zeros.</summary>
    public void FillMissing()
    {
        foreach (var (row, column) in gaps)
        {
            if (!schema.Columns[column].IsCategorical)
                inputs[(row * width) + offsets[column]] = (float)(sums[column] / counts[column]);
        }
    }

    public float[] Inputs() => inputs.AsSpan(0, Rows * width).ToArray();

    public long[] ClassTargets() => [.. classTargets];

    public float[] NumberTargets() => [.. numberTargets];

    // False when the row is not to be taken: dropped, or with a failure.
    private bool TryCheckMissing(CsvRecordReader reader, out DataFailure? failure)
    {
        failure = null;
        for (var i = 0; i < schema.Columns.Length; i++)
        {
            var column = schema.Columns[i];
            if (column.Role == CsvColumnRole.Ignored || !CsvValues.IsMissing(reader[i]))
                continue;
            var isTarget = column.Role == CsvColumnRole.Target;
            if (missing == MissingValues.Drop)
            {
                DroppedRows++;
                return false;
            }

            if (missing == MissingValues.Error || isTarget)
            {
                failure = CsvProblems.Missing(schema.FileName, reader.Line, column.Name, isTarget, missing);
                return false;
            }
        }

        return true;
    }

    private DataFailure? Take(CsvRecordReader reader, int index)
    {
        var column = schema.Columns[index];
        if (column.Role == CsvColumnRole.Ignored)
            return null;
        var field = reader[index];
        if (CsvValues.IsMissing(field))
        {
            gaps.Add((Rows, index));
            return null;
        }

        if (column.IsCategorical)
        {
            if (!categories[index].TryGetValue(field, out var category))
                return CsvProblems.UnknownCategory(schema.FileName, reader.Line, column.Name, field);
            if (column.Role == CsvColumnRole.Target)
                classTargets.Add(category);
            else
                inputs[(Rows * width) + offsets[index] + category] = 1;
            return null;
        }

        if (!CsvValues.TryParseNumber(field, out var number))
            return CsvProblems.NotANumber(schema.FileName, reader.Line, column.Name, field);
        if (column.Role == CsvColumnRole.Target)
        {
            numberTargets.Add((float)number);
            return null;
        }

        inputs[(Rows * width) + offsets[index]] = (float)number;
        sums[index] += number;
        counts[index]++;
        return null;
    }

    private bool Grow()
    {
        var needed = (Rows + 1L) * width;
        if (needed <= inputs.Length)
            return true;
        if (needed > DataLimits.Elements)
            return false;
        Array.Resize(ref inputs, (int)Math.Min(DataLimits.Elements, Math.Max(needed, inputs.Length * 2L)));
        return true;
    }

    private static Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> LookupOf(CsvColumn column)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        if (column.IsCategorical)
        {
            foreach (var category in column.Categories)
                places.Add(category, places.Count);
        }

        return places.GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
