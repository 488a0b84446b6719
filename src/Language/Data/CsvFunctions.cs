using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Data;

/// <summary>Tables.</summary>
[DataFunctionFamily]
public static class CsvFunctions
{
    /// <summary>A table of comma-separated values.</summary>
    public static readonly DataFunction Csv = new()
    {
        Name = "csv",
        Summary = "Reads a table of comma-separated values: the columns become x, the target column becomes y.",
        Example = """
            fruits = csv("fruits.csv", target: "fruit")
            print(fruits)
            """,
        Parameters =
        [
            new DataParameter("path", DataParameterKind.Text, "the file: beside the script, or along the data search path"),
            new DataParameter("target", DataParameterKind.Text, "the column to predict; a column of texts becomes classes 0, 1, 2, ... in the order of their first appearance", IsOptional: true),
            new DataParameter("header", DataParameterKind.Boolean, "whether the first row names the columns (true); else they are column1, column2, ...", IsOptional: true),
            new DataParameter("missing", DataParameterKind.Text, "what to do about missing values (empty, NA, N/A, NaN, null, ?): \"error\" reports them, \"drop\" leaves their rows out, \"mean\" puts the column's mean there", IsOptional: true),
            new DataParameter("categorical", DataParameterKind.TextList, "columns of numbers that are names of categories", IsOptional: true),
            new DataParameter("ignore", DataParameterKind.TextList, "columns to leave out", IsOptional: true),
            new DataParameter("separator", DataParameterKind.Text, "the character between fields (\",\")", IsOptional: true),
        ],
        Infer = InferCsv,
    };

    /// <summary>The options that the arguments stand for, or what is wrong with them; the run uses this too.</summary>
    public static CsvOptionsResult ReadOptions(ImmutableDictionary<string, object> arguments)
    {
        var separator = arguments.TryGetValue("separator", out var given) ? (string)given : ",";
        if (separator.Length != 1 || separator[0] is '"' or '\n' or '\r')
            return new DataFailure(DataErrors.ArgumentOutOfRange, $"separator is {CsvValues.Quote(separator)}; expected one character such as \",\", \";\" or \"\\t\"", "separator");
        MissingValues missing;
        switch (arguments.TryGetValue("missing", out var rule) ? (string)rule : "error")
        {
            case "error":
                missing = MissingValues.Error;
                break;
            case "drop":
                missing = MissingValues.Drop;
                break;
            case "mean":
                missing = MissingValues.Mean;
                break;
            default:
                return new DataFailure(DataErrors.ArgumentOutOfRange, $"missing is {CsvValues.Quote((string)rule!)}; expected \"error\", \"drop\" or \"mean\"", "missing");
        }

        var target = arguments.TryGetValue("target", out var column) ? (string)column : null;
        var ignore = Names(arguments, "ignore");
        if (target is not null && ignore.Contains(target))
            return new DataFailure(DataErrors.ArgumentOutOfRange, $"\"{target}\" is the target and among the ignored columns; expected one of both", "ignore");
        return new CsvOptions(
            (string)arguments["path"], target, !arguments.TryGetValue("header", out var header) || (bool)header, separator[0], missing, Names(arguments, "categorical"), ignore);
    }

    private static ImmutableArray<string> Names(ImmutableDictionary<string, object> arguments, string name) =>
        arguments.TryGetValue(name, out var given) ? (ImmutableArray<string>)given : [];

    private static DataInferenceResult InferCsv(DataInferenceContext context)
    {
        var read = ReadOptions(context.Arguments);
        if (read.Options is not { } options)
            return read.Failure!;
        var failure = DataFileLookup.ReadPrefix(
            context.Files, options.Path, context.Call.Source.Path, DataLimits.SampleBytes, "path", out var sample, out var lookup);
        if (failure is not null)
            return failure;
        var result = CsvSchemaReader.Read(sample, lookup.Length <= sample.Length, options);
        return result.Schema is { } schema ? TypeOf(schema, context) : result.Failure!;
    }

    private static DataSetType TypeOf(CsvSchema schema, DataInferenceContext context)
    {
        var features = schema.FeatureNames;
        var shownNames = string.Join(", ", features.Take(6)) + (features.Length > 6 ? ", ..." : string.Empty);
        var origin = new Origin(context.Call, $"{features.Length} feature column{(features.Length == 1 ? string.Empty : "s")} of {schema.FileName} ({shownNames})");
        var fields = ImmutableArray.Create(new DataField("x", new TensorType(ElementType.Float32, Shape.Of(new Axis(features.Length, null, origin)))));
        if (schema.Target is { } target)
            fields = fields.Add(new DataField("y", TensorType.Scalar(target.IsCategorical ? ElementType.Int : ElementType.Float32)));
        var rows = schema.Rows is { } known
            ? Dimension.Constant(known)
            : Dimension.Of(new DimensionSymbol("rows", DimensionSymbolKind.RunTime, new Origin(context.Call, $"rows of {schema.FileName}")));
        return new DataSetType(fields, rows, schema.Target is { IsCategorical: true } ? schema.Target.Categories : [], schema.FileName)
        {
            FeatureNames = features,
            IsGroupedByClass = schema is { Rows: not null, Target: { IsCategorical: true, IsGrouped: true } },
        };
    }
}
