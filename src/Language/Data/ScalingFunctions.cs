using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Bringing the fields of data into a form that trains well.</summary>
[DataFunctionFamily]
public static class ScalingFunctions
{
    private static readonly DataParameter Data =
        new("data", DataParameterKind.Data, "a data set, or a split, of which all parts are scaled by the figures of the first, so that nothing of the test leaks");

    /// <summary>Mean 0 and standard deviation 1.</summary>
    public static readonly DataFunction Standardize = new()
    {
        Name = "standardize",
        Summary = "Shifts and scales each input to mean 0 and standard deviation 1 over the rows; an input that never changes is left as it is.",
        Example = """
            points = make_moons(100) |> split(0.8) |> standardize
            print(points.train)
            """,
        Parameters = [Data],
        Infer = static context => InferScaled(context, "standardize"),
    };

    /// <summary>From 0 to 1.</summary>
    public static readonly DataFunction MinMax = new()
    {
        Name = "minmax",
        Summary = "Shifts and scales each input so that its least value becomes 0 and its greatest 1; an input that never changes is left as it is.",
        Example = """
            points = make_moons(100) |> split(0.8) |> minmax
            print(points.train)
            """,
        Parameters = [Data],
        Infer = static context => InferScaled(context, "minmax"),
    };

    /// <summary>Classes as vectors.</summary>
    public static readonly DataFunction OneHot = new()
    {
        Name = "one_hot",
        Summary = "Turns each class number y into a vector with 1 at the place of the class and 0 elsewhere.",
        Example = """
            points = make_blobs(90, classes: 3) |> one_hot
            print(points)
            """,
        Parameters = [new DataParameter("data", DataParameterKind.Data, "a data set whose y is categorical, or a record of such")],
        Infer = static context => DataTypes.MapSets(context.Get<DataType>("data"), "one_hot", set => InferOneHot(context, set)),
    };

    private static DataInferenceResult InferScaled(DataInferenceContext context, string function) =>
        DataTypes.MapSets(context.Get<DataType>("data"), function, set =>
        {
            if (set.Field("x") is not { } x)
                return new DataFailure(DataErrors.WrongKindOfData, $"{function} scales the field x; this data set has only {string.Join(", ", set.Fields.Select(static field => field.Name))}", "data");
            return x.RowType.Element.IsFloat()
                ? set
                : new DataFailure(DataErrors.WrongKindOfData, $"{function} works on numbers to compute with; x is {x.RowType} here, which counts", "data");
        });

    private static DataInferenceResult InferOneHot(DataInferenceContext context, DataSetType set)
    {
        if (set.Field("y") is not { RowType.Element: ElementType.Int } y)
            return new DataFailure(DataErrors.WrongKindOfData, "one_hot needs a field y of class numbers; this data set has none", "data");
        if (set.Classes.IsEmpty)
            return new DataFailure(DataErrors.WrongKindOfData, "one_hot needs to know the classes of y; these whole numbers name no classes", "data");
        var axis = new Axis(set.Classes.Length, null, new Origin(context.Call, $"{set.Classes.Length} classes of {set.Description}"));
        var vector = new DataField("y", new TensorType(ElementType.Float32, y.RowType.Shape.Insert(y.RowType.Rank, axis)));
        return set with { Fields = set.Fields.Replace(y, vector) };
    }
}
