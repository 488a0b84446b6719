using System.Collections.Immutable;

namespace Dsl.Runtime.Data;

/// <summary>What several data functions do with data values.</summary>
internal static class DataValues
{
    /// <summary>Changes a data set, or each data set of a record.</summary>
    public static DataValue MapSets(DataValue value, Func<DataSet, DataSet> change) => value switch
    {
        DataSet set => change(set),
        DataRecord record => new DataRecord([.. record.Fields.Select(field => field with { Value = MapSets(field.Value, change) })]),
        _ => throw new InvalidOperationException($"the checker let a {value.GetType().Name} through where a data set is needed"),
    };

    /// <summary>The data sets of a value, in order: itself, or those of a record.</summary>
    public static ImmutableArray<DataSet> Sets(DataValue value) => value switch
    {
        DataSet set => [set],
        DataRecord record => [.. record.Fields.SelectMany(static field => Sets(field.Value))],
        _ => [],
    };
}
