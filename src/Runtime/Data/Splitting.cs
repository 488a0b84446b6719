using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Carries out <c>split</c>, <c>fold</c>, <c>shuffle</c> and <c>take</c>.</summary>
internal static class Splitting
{
    public static readonly DataImplementation Split = new("split", RunSplit);
    public static readonly DataImplementation Fold = new("fold", RunFold);
    public static readonly DataImplementation Shuffle = new("shuffle", RunShuffle);
    public static readonly DataImplementation Take = new("take", RunTake);

    private static DataResult RunSplit(DataCall call)
    {
        var data = (DataSet)call.Data("data");
        var fraction = call.Number("fraction", 0);
        if (SplitRule.Of(fraction) is not { } rule)
            return OutOfRange("fraction", fraction.ToString(), "a number between 0 and 1, such as 0.8");
        var train = (int)rule.FirstRows((long)data.Rows);
        if (train == 0)
            return new DataFailure(DataErrors.NoRows, $"{fraction} of {data.Rows} rows, rounded down, leaves no row to train on", "fraction");
        var (first, second) = RowOrders.Split(data, train, call.Boolean("shuffle", true), call.SeedOrDefault());
        return Parts(data, first, second);
    }

    private static DataResult RunFold(DataCall call)
    {
        var data = (DataSet)call.Data("data");
        var folds = call.Size("of", 0);
        var index = call.Size("index", 0);
        if (folds < 2 || folds > data.Rows)
            return OutOfRange("of", folds.ToString(), $"2 to {data.Rows}, the number of rows, so that every fold has one");
        if (index < 0 || index >= folds)
            return OutOfRange("index", index.ToString(), $"0 to {folds - 1}, as there are {folds} folds");
        var (train, test) = RowOrders.Fold(data, (int)index, (int)folds, call.Boolean("shuffle", true), call.SeedOrDefault());
        return Parts(data, train, test);
    }

    private static DataResult RunShuffle(DataCall call) =>
        DataValues.MapSets(call.Data("data"), data => data.Select(RowOrders.Shuffled(data.Rows, call.SeedOrDefault())));

    private static DataResult RunTake(DataCall call)
    {
        var data = (DataSet)call.Data("data");
        var rows = call.Size("n", 0);
        return rows < 1 || rows > data.Rows
            ? OutOfRange("n", rows.ToString(), $"1 to {data.Rows}, the number of rows there are")
            : data.Select(RowOrders.Consecutive(0, (int)rows));
    }

    private static DataFailure OutOfRange(string parameter, string found, string expected) =>
        new(DataErrors.ArgumentOutOfRange, $"{parameter} is {found}; expected {expected}", parameter);

    private static DataRecord Parts(DataSet data, int[] train, int[] test) => new(
    [
        new DataRecordField("train", data.Select(train)),
        new DataRecordField("test", data.Select(test)),
    ]);
}
