using System.Collections.Immutable;
using Dsl.Runtime.Data.Pictures;

namespace Dsl.Runtime.Data;

/// <summary>Carries out data functions by name. Each has its declaration in the language's catalogue.</summary>
public static class DataLibrary
{
    private static readonly IReadOnlyDictionary<string, DataImplementation> ByName = All.ToDictionary(static implementation => implementation.Name);

    /// <summary>Every implementation.</summary>
    public static ImmutableArray<DataImplementation> All =>
    [
        CsvLoading.Csv,
        PointGeneration.Moons,
        PointGeneration.Spirals,
        PointGeneration.Blobs,
        PointGeneration.Circles,
        DigitGeneration.Digits,
        DateGeneration.Dates,
        FileLoading.Idx,
        FileLoading.Npy,
        FileLoading.Mnist,
        PictureLoading.Images,
        TextLoading.Text,
        TextLoading.Chars,
        TextLoading.Words,
        TextLoading.BytePairs,
        TextLoading.Stored,
        SequenceMaking.Windows,
        SequenceMaking.DataSet,
        SequenceMaking.Batches,
        Splitting.Split,
        Splitting.Fold,
        Splitting.Shuffle,
        Splitting.Take,
        Scaling.Standardize,
        Scaling.MinMax,
        Scaling.OneHot,
    ];

    /// <summary>Runs the data function of that name, which the language's catalogue declares.</summary>
    public static DataResult Run(string function, DataCall call) => ByName[function].Run(call);
}
