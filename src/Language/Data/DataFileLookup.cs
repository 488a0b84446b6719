using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Data;

/// <summary>Looks for the files that data functions name, and words what is wrong with them.</summary>
public static class DataFileLookup
{
    /// <summary>Looks for a file and reads its beginning.</summary>
    /// <param name="prefix">The beginning, when found and readable.</param>
    /// <param name="lookup">Where the file is.</param>
    /// <returns>What is wrong, or null.</returns>
    public static DataFailure? ReadPrefix(
        IFileSource files, string name, string scriptPath, int maximumBytes, string parameter, out byte[] prefix, out FileLookup lookup)
    {
        prefix = [];
        lookup = files.Find(name, scriptPath);
        if (lookup.FullPath is null)
            return NotFound([name], lookup.PlacesLookedIn, parameter);
        if (files.ReadPrefix(lookup.FullPath, maximumBytes) is not { } bytes)
            return NotReadable(name, lookup.FullPath, parameter);
        prefix = bytes;
        return null;
    }

    /// <summary>None of the names was found in any of the places.</summary>
    public static DataFailure NotFound(ImmutableArray<string> names, ImmutableArray<string> places, string? parameter) =>
        new(DataErrors.FileNotFound, names.Length == 1 ? $"there is no file \"{names[0]}\"" : $"there is no file \"{names[0]}\" (nor {string.Join(", ", names.Skip(1).Select(static n => $"\"{n}\""))})", parameter)
        {
            Notes =
            [
                .. places.Take(12).Select(static place => $"looked in {place}"),
                "a file is looked for beside the script, then in the folder given by --data, then in each folder of NN_DATA, then among what nn data get has fetched",
                .. PublicDataSets.OfFile(names[0]) is { } set ? ImmutableArray.Create($"nn data get {set.Name} fetches it") : [],
            ],
        };

    /// <summary>The file is there but cannot be read.</summary>
    public static DataFailure NotReadable(string name, string fullPath, string? parameter) =>
        new(DataErrors.FileNotReadable, $"the file \"{name}\" cannot be read; expected a regular file that the program may read", parameter)
        {
            Notes = [$"it was found at {fullPath}"],
            Place = new DataPlace(fullPath),
        };
}
