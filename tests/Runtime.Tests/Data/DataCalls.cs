using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

/// <summary>Calls data functions as a checked script would: first the type, then the value, and the value must fit the type.</summary>
internal static class DataCalls
{
    /// <summary>A value with the type that the check gave it.</summary>
    public sealed record Checked(DataValue Value, DataType Type)
    {
        public DataSet Set => (DataSet)Value;

        public Checked this[string name] => new(((DataRecord)Value).Find(name)!, ((DataRecordType)Type).Field(name)!);
    }

    /// <summary>Checks and runs; both must succeed and agree.</summary>
    public static Checked Call(string function, IDataFileSource files, params (string Name, object Value)[] arguments)
    {
        var inferred = Infer(function, files, arguments);
        Assert.True(inferred.Failure is null, inferred.Failure?.Message);
        var result = Run(function, files, arguments);
        Assert.True(result.Failure is null, result.Failure?.Message);
        var mismatch = DataConformance.Check(inferred.Type!, result.Value!, new Dictionary<DimensionSymbol, Dimension>());
        Assert.True(mismatch is null, mismatch?.Message);
        return new Checked(result.Value!, inferred.Type!);
    }

    public static Checked Call(string function, params (string Name, object Value)[] arguments) => Call(function, DataFolder.Files, arguments);

    public static DataInferenceResult Infer(string function, IDataFileSource files, params (string Name, object Value)[] arguments) =>
        DataCatalog.Find(function)!.Infer(new DataInferenceContext(
            arguments.ToImmutableDictionary(static a => a.Name, static a => TypeOf(a.Value)),
            files,
            new SourceLocation(new SourceText(DataFolder.ExampleScript(), ""), new TextSpan(0, 0))));

    public static DataResult Run(string function, IDataFileSource files, params (string Name, object Value)[] arguments) =>
        DataLibrary.Run(function, new DataCall(
            arguments.ToImmutableDictionary(static a => a.Name, static a => a.Value is Checked data ? data.Value : a.Value), files, DataFolder.ExampleScript()));

    /// <summary>All rows of a field.</summary>
    public static float[] Floats(this DataSet set, string field)
    {
        var column = set.Find(field)!;
        var values = new float[column.Rows * column.RowLength];
        column.CopyRange(0, column.Rows, values.AsSpan());
        return values;
    }

    /// <summary>All rows of a field of counts.</summary>
    public static long[] Integers(this DataSet set, string field) => set.Find(field)!.Integers();

    /// <summary>All values of a column of counts.</summary>
    public static long[] Integers(this Column column)
    {
        var values = new long[column.Rows * column.RowLength];
        column.CopyRange(0, column.Rows, values.AsSpan());
        return values;
    }

    private static object TypeOf(object value) => value switch
    {
        long size => Dimension.Constant(size),
        Checked data => data.Type,
        _ => value,
    };
}
