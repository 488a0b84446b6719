using System.Collections.Immutable;
using System.Reflection;

namespace Dsl.Language.Data;

/// <summary>Finds every data function: the public static fields of the classes marked <see cref="DataFunctionFamilyAttribute"/>.</summary>
public static class DataCatalog
{
    // Looking through the whole assembly for the attribute would take long; a test compares this list with it.
    private static readonly Type[] Families =
    [
        typeof(CsvFunctions), typeof(FileFunctions), typeof(GeneratedFunctions), typeof(ScalingFunctions), typeof(SequenceFunctions), typeof(SplittingFunctions),
        typeof(TextFunctions),
    ];

    private static readonly Lazy<ImmutableArray<DataFunction>> Functions = new(static () =>
    [
        .. Families
            .SelectMany(static type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(static field => field.FieldType == typeof(DataFunction))
            .Select(static field => (DataFunction)field.GetValue(null)!),
    ]);

    private static readonly Lazy<Dictionary<string, DataFunction>> ByName =
        new(static () => Functions.Value.ToDictionary(static function => function.Name));

    /// <summary>All data functions, in the order of families and fields.</summary>
    public static ImmutableArray<DataFunction> All => Functions.Value;

    /// <summary>The data function of that name, or null.</summary>
    public static DataFunction? Find(string name) => ByName.Value.GetValueOrDefault(name);
}
