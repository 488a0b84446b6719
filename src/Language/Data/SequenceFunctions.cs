using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Data sets made from tensors.</summary>
[DataFunctionFamily]
public static class SequenceFunctions
{
    /// <summary>Pieces of a sequence.</summary>
    public static readonly DataFunction Windows = new()
    {
        Name = "windows",
        Summary = "Cuts a sequence into overlapping pieces: x is a piece, y the same piece one place later, so that y[t] is what follows x[t].",
        Example = """
            rhyme = chars("rhyme.txt")
            print(windows(rhyme.train, 8))
            """,
        Parameters =
        [
            new DataParameter("tokens", DataParameterKind.Data, "a tensor whose first axis is the sequence, such as the tokens of a text"),
            new DataParameter("length", DataParameterKind.Size, "how long each piece is"),
            new DataParameter("stride", DataParameterKind.Size, "how far the next piece begins behind the one before (1)", IsOptional: true),
        ],
        Infer = InferWindows,
    };

    /// <summary>A data set of tensors.</summary>
    public static readonly DataFunction DataSet = new()
    {
        Name = "dataset",
        Summary = "Makes a data set of tensors: their first axes are the rows. What has another name than x and y is a field of that name, for models and losses of several inputs.",
        Example = """
            points = dataset(x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [0, 1, 1, 0])
            print(points)
            pairs = dataset(left: [[0, 0], [0, 1]], right: [[0, 1], [0, 1]], y: [0, 1])
            print(pairs)
            """,
        Parameters =
        [
            new DataParameter("x", DataParameterKind.Tensor, "the inputs, [rows, ...]", IsOptional: true),
            new DataParameter("y", DataParameterKind.Tensor, "the targets, [rows, ...]", IsOptional: true) { Counts = true },
            new DataParameter("classes", DataParameterKind.TextList, "the names of the classes that y counts", IsOptional: true),
        ],
        Named = new DataParameter(string.Empty, DataParameterKind.Tensor, "a field of this name, [rows, ...]", IsOptional: true),
        Infer = InferDataSet,
    };

    /// <summary>Rows in groups.</summary>
    public static readonly DataFunction Batches = new()
    {
        Name = "batches",
        Summary = "Groups the rows of a data set: each row of the result is a batch of so many rows; a rest that fills no batch is left out.",
        Example = """
            groups = make_moons(100) |> batches(10)
            print(groups)
            """,
        Parameters =
        [
            new DataParameter("data", DataParameterKind.Data, "a data set"),
            new DataParameter("size", DataParameterKind.Size, "how many rows make a batch"),
        ],
        Infer = InferBatches,
    };

    private static DataInferenceResult InferWindows(DataInferenceContext context)
    {
        if (context.Get<DataType>("tokens") is not DataTensorType { Type: { Rank: > 0 } tokens })
            return DataTypes.WrongKind("windows", "a sequence, such as the tokens of a text", context.Get<DataType>("tokens"), "tokens");
        var failure = DataTypes.CheckSize(context, "length", 1, DataLimits.Rows) ?? DataTypes.CheckSize(context, "stride", 1, DataLimits.Rows);
        if (failure is not null)
            return failure;
        var length = context.Get<Dimension>("length");
        var stride = context.Get<Dimension>("stride", Dimension.One);
        var places = tokens.Shape[0].Size - length;
        if (places.ConstantValue < 1)
            return DataTypes.OutOfRange("length", length.ToString(), $"less than {tokens.Shape[0].Size}, the length of the sequence, as each piece needs one more for y");
        var rows = stride.IsOne ? places : Dimension.FloorDivide(places - 1, stride) + 1;
        var piece = tokens with { Shape = tokens.Shape.WithAxis(0, new Axis(length, null, new Origin(context.Call, "the length of the windows"))) };
        return new DataSetType([new DataField("x", piece), new DataField("y", piece)], rows, [], "windows") { PredictsNext = true };
    }

    private static DataInferenceResult InferDataSet(DataInferenceContext context)
    {
        var fields = ImmutableArray.CreateBuilder<DataField>(2);
        foreach (var name in FieldNames(context.Names, context.Has))
        {
            var type = context.Get<TensorType>(name);
            if (type.Rank == 0)
                return new DataFailure(DataErrors.WrongKindOfData, $"{name} is a single number; expected a tensor whose first axis is the rows", name);
            if (type.Element is not (ElementType.Float32 or ElementType.Int))
                return new DataFailure(DataErrors.WrongKindOfData, $"{name} is {type}; a data set holds float or int", name);
            fields.Add(new DataField(name, type with { Shape = type.Shape.Without(0) }));
        }

        if (fields.Count == 0)
            return new DataFailure(DataErrors.WrongKindOfData, "a data set has at least one field, as in dataset(x: points)");
        var first = fields[0].Name;
        var rows = context.Get<TensorType>(first).Shape[0].Size;
        if (rows.ConstantValue == 0)
            return new DataFailure(DataErrors.NoRows, $"{first} has no rows", first);
        foreach (var name in fields.Skip(1).Select(static field => field.Name))
        {
            if ((context.Get<TensorType>(name).Shape[0].Size - rows).ConstantValue is { } difference && difference != 0)
                return RowsDiffer(first, rows.ToString(), name, context.Get<TensorType>(name).Shape[0].Size.ToString());
        }

        return new DataSetType(fields.ToImmutable(), rows, context.Get("classes", ImmutableArray<string>.Empty), "dataset");
    }

    /// <summary>The fields of a set that a call makes: the inputs, what the call names itself, the targets.</summary>
    /// <param name="made">The names that the call made up, in its order.</param>
    /// <param name="has">Whether there is an argument of that name.</param>
    public static ImmutableArray<string> FieldNames(ImmutableArray<string> made, Func<string, bool> has) => [.. ((string[])["x", .. made, "y"]).Where(has)];

    /// <summary>Two fields with different numbers of rows.</summary>
    public static DataFailure RowsDiffer(string first, string rows, string name, string others) => new(
        DataErrors.RowCountsDiffer, $"{first} has {rows} rows but {name} has {others}; expected {(name == "y" ? "a target for each input" : "as many in each field")}", name);

    private static DataInferenceResult InferBatches(DataInferenceContext context)
    {
        if (context.Get<DataType>("data") is not DataSetType set)
            return DataTypes.WrongKind("batches", "a data set", context.Get<DataType>("data"));
        if (DataTypes.CheckSize(context, "size", 1, DataLimits.Rows) is { } failure)
            return failure;
        var size = context.Get<Dimension>("size");
        var rows = Dimension.FloorDivide(set.Rows, size);
        if (rows.ConstantValue < 1)
            return DataTypes.OutOfRange("size", size.ToString(), $"at most {set.Rows}, the number of rows");
        var axis = new Axis(size, null, new Origin(context.Call, "the size of the batches"));
        return set with
        {
            Rows = rows,
            Fields = [.. set.Fields.Select(field => field with { RowType = field.RowType with { Shape = field.RowType.Shape.Insert(0, axis) } })],
        };
    }
}
