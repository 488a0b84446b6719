using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Dividing and ordering the rows of data.</summary>
[DataFunctionFamily]
public static class SplittingFunctions
{
    private static readonly DataParameter Seed = new("seed", DataParameterKind.Size, "another number gives another order (0)", IsOptional: true);

    /// <summary>A part to train on and a part to test on.</summary>
    public static readonly DataFunction Split = new()
    {
        Name = "split",
        Summary = "Divides a data set into a part to train on and a part to test on, in a shuffled order; each class keeps its share in both.",
        Example = """
            parts = make_moons(100) |> split(0.8)
            print(parts.train)
            print(parts.test)
            """,
        Parameters =
        [
            new DataParameter("data", DataParameterKind.Data, "a data set"),
            new DataParameter("fraction", DataParameterKind.Number, "the share of rows to train on, between 0 and 1; their number is rounded down"),
            new DataParameter("shuffle", DataParameterKind.Boolean, "false keeps the order, so that the first rows are trained on: for series in time (true)", IsOptional: true),
            Seed,
        ],
        Infer = InferSplit,
    };

    /// <summary>One turn of a cross-validation.</summary>
    public static readonly DataFunction Fold = new()
    {
        Name = "fold",
        Summary = "Gives one turn of a cross-validation: every row is tested on in exactly one of the folds, and each class is spread evenly over them.",
        Example = """
            points = make_moons(100)
            for i in 0..5 {
              parts = fold(points, i, of: 5)
              print(parts.test)
            }
            """,
        Parameters =
        [
            new DataParameter("data", DataParameterKind.Data, "a data set"),
            new DataParameter("index", DataParameterKind.RunTimeInteger, "which fold to test on: 0 up to, not including, `of`"),
            new DataParameter("of", DataParameterKind.Size, "how many folds"),
            new DataParameter("shuffle", DataParameterKind.Boolean, "false deals the rows out in their order (true)", IsOptional: true),
            Seed,
        ],
        Infer = InferFold,
    };

    /// <summary>Another order.</summary>
    public static readonly DataFunction Shuffle = new()
    {
        Name = "shuffle",
        Summary = "Puts the rows in a random order; of a split, the rows of each part.",
        Example = """
            points = make_moons(100) |> shuffle
            print(points)
            """,
        Parameters = [new DataParameter("data", DataParameterKind.Data, "a data set, or a record of data sets"), Seed],
        Infer = static context => DataTypes.MapSets(context.Get<DataType>("data"), "shuffle", static set => set with { IsGroupedByClass = false }),
    };

    /// <summary>The first rows.</summary>
    public static readonly DataFunction Take = new()
    {
        Name = "take",
        Summary = "Keeps the first rows of a data set.",
        Example = """
            few = make_moons(100) |> take(10)
            print(few)
            """,
        Parameters =
        [
            new DataParameter("data", DataParameterKind.Data, "a data set"),
            new DataParameter("n", DataParameterKind.Size, "how many rows"),
        ],
        Infer = InferTake,
    };

    private static DataInferenceResult InferSplit(DataInferenceContext context)
    {
        if (context.Get<DataType>("data") is not DataSetType set)
            return DataTypes.WrongKind("split", "a data set", context.Get<DataType>("data"));
        var fraction = context.Get<double>("fraction");
        if (SplitRule.Of(fraction) is not { } rule)
            return DataTypes.OutOfRange("fraction", fraction.ToString(), "a number between 0 and 1, such as 0.8");
        var train = rule.FirstRows(set.Rows);
        if (train.ConstantValue == 0)
            return new DataFailure(DataErrors.NoRows, $"{fraction} of {set.Rows} rows, rounded down, leaves no row to train on", "fraction");
        return Parts(set, train, set.Rows - train);
    }

    private static DataInferenceResult InferFold(DataInferenceContext context)
    {
        if (context.Get<DataType>("data") is not DataSetType set)
            return DataTypes.WrongKind("fold", "a data set", context.Get<DataType>("data"));
        var folds = context.Get<Dimension>("of");
        if (DataTypes.CheckSize(context, "of", 2, DataLimits.Rows) is { } failure)
            return failure;
        if (set.Rows.ConstantValue < folds.ConstantValue)
            return DataTypes.OutOfRange("of", folds.ToString(), $"at most {set.Rows}, the number of rows, so that every fold has one");
        var index = context.Arguments["index"] as Dimension;
        if (index is { ConstantValue: { } known } && (known < 0 || known >= folds.ConstantValue))
            return DataTypes.OutOfRange("index", known.ToString(), $"0 to {folds.ConstantValue - 1}, as there are {folds} folds");
        if (TestRows(set.Rows, folds, index) is { } test)
            return Parts(set, set.Rows - test, test);
        var symbol = Dimension.Of(new DimensionSymbol("test_rows", DimensionSymbolKind.RunTime, new Origin(context.Call, $"rows of one fold of {folds}")));
        return Parts(set, set.Rows - symbol, symbol);
    }

    // Rows are dealt out in turn: the first (rows % folds) folds have one more.
    private static Dimension? TestRows(Dimension rows, Dimension folds, Dimension? index)
    {
        if (Dimension.DivideExactly(rows, folds) is { } equal)
            return equal;
        return rows.ConstantValue is { } count && folds.ConstantValue is { } number && index?.ConstantValue is { } fold
            ? Dimension.Constant((count - fold + number - 1) / number)
            : null;
    }

    private static DataInferenceResult InferTake(DataInferenceContext context)
    {
        if (context.Get<DataType>("data") is not DataSetType set)
            return DataTypes.WrongKind("take", "a data set", context.Get<DataType>("data"));
        if (DataTypes.CheckSize(context, "n", 1, DataLimits.Rows) is { } failure)
            return failure;
        var rows = context.Get<Dimension>("n");
        return rows.ConstantValue > set.Rows.ConstantValue
            ? DataTypes.OutOfRange("n", rows.ToString(), $"at most {set.Rows}, the number of rows there are")
            : set with { Rows = rows };
    }

    private static DataRecordType Parts(DataSetType set, Dimension train, Dimension test) => new(
    [
        ("train", set with { Rows = train, IsGroupedByClass = false }),
        ("test", set with { Rows = test, IsGroupedByClass = false }),
    ]);
}
