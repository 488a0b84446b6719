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
        var x = ((DataTensor)call.Data("x")).Column;
        var fields = ImmutableArray.Create(new DataSetField("x", x));
        if (x.Rows == 0)
            return new DataFailure(DataErrors.NoRows, "x has no rows", "x");
        if (call.Has("y"))
        {
            var y = ((DataTensor)call.Data("y")).Column;
            if (y.Rows != x.Rows)
                return new DataFailure(DataErrors.RowCountsDiffer, $"x has {x.Rows} rows but y has {y.Rows}; expected a target for each input", "y");
            fields = fields.Add(new DataSetField("y", y));
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
