using System.Collections.Immutable;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>windows</c>, <c>dataset</c> and <c>batches</c>.</summary>
internal static class SequenceMaking
{
    public static readonly DataImplementation Windows = new("windows", RunWindows);
    public static readonly DataImplementation DataSet = new("dataset", RunDataSet);
    public static readonly DataImplementation Batches = new("batches", RunBatches);

    private static DataResult RunWindows(DataCall call)
    {
        var tokens = ((DataTensor)call.Data("tokens")).Column;
        var length = call.Size("length", 0);
        var stride = call.Size("stride", 1);
        if (length < 1 || length >= tokens.Rows)
            return OutOfRange("length", length, $"1 to {tokens.Rows - 1}, less than the length of the sequence, as each piece needs one more for y");
        if (stride is < 1 or > int.MaxValue)
            return OutOfRange("stride", stride, "a whole number from 1 up");
        if (length * tokens.RowLength > DataLimits.Elements)
            return new DataFailure(DataErrors.TooLarge, $"a piece would have {length * tokens.RowLength} numbers; expected at most {DataLimits.Elements}", "length");
        var rows = (int)(((tokens.Rows - length - 1) / stride) + 1);
        return new DataSet(
            [
                new DataSetField("x", new WindowColumn(tokens, (int)length, (int)stride, 0, rows)),
                new DataSetField("y", new WindowColumn(tokens, (int)length, (int)stride, 1, rows)),
            ],
            [],
            "windows");
    }

    private static DataResult RunDataSet(DataCall call)
    {
        var fields = SequenceFunctions.FieldNames(call.Names, call.Has).Select(name => new DataSetField(name, ((DataTensor)call.Data(name)).Column)).ToImmutableArray();
        var (first, rows) = (fields[0].Name, fields[0].Column.Rows);
        if (rows == 0)
            return new DataFailure(DataErrors.NoRows, $"{first} has no rows", first);
        foreach (var field in fields)
        {
            if (field.Column.Rows != rows)
                return SequenceFunctions.RowsDiffer(first, $"{rows}", field.Name, $"{field.Column.Rows}");
        }

        return new DataSet(fields, call.Arguments.TryGetValue("classes", out var classes) ? (ImmutableArray<string>)classes : [], "dataset");
    }

    private static DataResult RunBatches(DataCall call)
    {
        var data = (DataSet)call.Data("data");
        var size = call.Size("size", 0);
        if (size < 1 || size > data.Rows)
            return OutOfRange("size", size, $"1 to {data.Rows}, the number of rows");
        return data with
        {
            Fields = [.. data.Fields.Select(field => field with { Column = new WindowColumn(field.Column, (int)size, (int)size, 0, data.Rows / (int)size) })],
        };
    }

    private static DataFailure OutOfRange(string parameter, long found, string expected) =>
        new(DataErrors.ArgumentOutOfRange, $"{parameter} is {found}; expected {expected}", parameter);
}
