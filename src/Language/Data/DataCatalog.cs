using System.Collections.Immutable;
using Dsl.Language.Graph;

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

    /// <summary>All data functions, in the order of families and fields.</summary>
    public static ImmutableArray<DataFunction> All { get; } = FamilyFields.Of<DataFunction>(Families);

    private static IReadOnlyDictionary<string, DataFunction> ByName { get; } = All.ToDictionary(static function => function.Name);

    /// <summary>The data function of that name, or null.</summary>
    public static DataFunction? Find(string name) => ByName.GetValueOrDefault(name);
}
