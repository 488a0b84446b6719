using System.Collections.Immutable;
using Dsl.Language.Data.Pictures;

namespace Dsl.Language.Data;

/// <summary>Finds every data function: the public static fields of the classes marked <see cref="DataFunctionFamilyAttribute"/>.</summary>
public static class DataCatalog
{
    /// <summary>All data functions, in the order of families and fields.</summary>
    public static ImmutableArray<DataFunction> All { get; } =
    [
        // Asking the runtime for the fields of the families, or for the families, would take as long as much of what a small script needs; a test compares.
        CsvFunctions.Csv,
        FileFunctions.Idx, FileFunctions.Npy, FileFunctions.Mnist,
        GeneratedFunctions.Moons, GeneratedFunctions.Spirals, GeneratedFunctions.Blobs, GeneratedFunctions.Circles, GeneratedFunctions.Digits,
        GeneratedFunctions.Dates,
        PictureFunctions.Images,
        ScalingFunctions.Standardize, ScalingFunctions.MinMax, ScalingFunctions.OneHot,
        SequenceFunctions.Windows, SequenceFunctions.DataSet, SequenceFunctions.Batches,
        SplittingFunctions.Split, SplittingFunctions.Fold, SplittingFunctions.Shuffle, SplittingFunctions.Take,
        TextFunctions.Text, TextFunctions.Chars, TextFunctions.Words, TextFunctions.BytePairs, TextFunctions.Tokenizer,
    ];

    private static IReadOnlyDictionary<string, DataFunction> ByName { get; } = All.ToDictionary(static function => function.Name);

    /// <summary>The data function of that name, or null.</summary>
    public static DataFunction? Find(string name) => ByName.GetValueOrDefault(name);
}
