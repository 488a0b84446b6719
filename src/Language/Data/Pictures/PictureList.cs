using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Language.Data.Pictures;

/// <summary>The pictures that a script names, in the order of their rows.</summary>
/// <param name="Files">The pictures.</param>
/// <param name="Classes">The names of classes; empty where there are none.</param>
/// <param name="IsComplete">Whether all of them are listed, and not only the first found.</param>
/// <param name="Description">What to call them all.</param>
public sealed record PictureList(ImmutableArray<PictureFile> Files, ImmutableArray<string> Classes, bool IsComplete, string Description)
{
    private const int MostNamed = 5;

    private static ImmutableArray<string> Endings { get; } = [".png", ".jpg", ".jpeg", ".bmp", ".pgm", ".ppm", ".pnm"];

    /// <summary>Whether a name ends as pictures do.</summary>
    public static bool IsPicture(string name) => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds pictures: those of a folder, whose own folders are classes, or the files named.</summary>
    /// <param name="paths">A folder, or files.</param>
    /// <param name="most">How many entries of folders to look at; more are left for the run.</param>
    /// <param name="list">The pictures, where nothing is wrong.</param>
    /// <returns>What is wrong, or null.</returns>
    public static DataFailure? Find(IFileSource files, string scriptPath, ImmutableArray<string> paths, int most, out PictureList list)
    {
        list = new PictureList([], [], true, string.Empty);
        if (paths.IsEmpty)
            return new DataFailure(DataErrors.NoRows, "no picture is named; expected a folder, or a list of files", "path");
        if (paths is [var folder] && files.Find(folder, scriptPath) is { FullPath: null } missing)
        {
            var entries = files.List(folder, scriptPath, most);
            return entries.IsEmpty ? NotThere(folder, missing.PlacesLookedIn) : OfFolder(files, scriptPath, folder.TrimEnd('/', '\\'), entries, most, out list);
        }

        foreach (var path in paths)
        {
            var lookup = files.Find(path, scriptPath);
            if (lookup.FullPath is null)
                return DataFileLookup.NotFound([path], lookup.PlacesLookedIn, "path");
        }

        list = new PictureList([.. paths.Select(static path => new PictureFile(path, 0))], [], true, paths.Length == 1 ? Path.GetFileName(paths[0]) : $"{paths.Length} pictures");
        return null;
    }

    private static DataFailure NotThere(string folder, ImmutableArray<string> places) =>
        new(DataErrors.FileNotFound, $"there is no folder and no picture \"{folder}\", or it is empty", "path") { Notes = [.. places.Select(static place => $"looked for {place}")] };

    private static DataFailure? OfFolder(IFileSource files, string scriptPath, string folder, ImmutableArray<ListedFile> entries, int most, out PictureList list)
    {
        list = new PictureList([], [], true, string.Empty);
        var description = Path.GetFileName(folder) is { Length: > 0 } name ? name : folder;
        ImmutableArray<string> folders = [.. entries.Where(static entry => entry.IsFolder).Select(static entry => entry.Name).Order(StringComparer.Ordinal)];
        ImmutableArray<PictureFile> here = [.. Pictures(folder, entries, 0)];
        if (folders.IsEmpty)
        {
            list = new PictureList(here, [], entries.Length < most, description);
            return here.IsEmpty && entries.Length < most ? NoPictures(folder) : null;
        }

        if (!here.IsEmpty)
            return new DataFailure(DataErrors.WrongFormat, $"\"{folder}\" holds pictures ({here[0].Name}) beside folders ({folders[0]}); expected either pictures, or folders that are classes of pictures", "path");
        if (entries.Length >= most || folders.Length > DataLimits.Categories)
            return new DataFailure(DataErrors.TooLarge, $"\"{folder}\" holds more than {Math.Min(most - 1, DataLimits.Categories)} folders; expected one for each class of pictures", "path");
        return OfClasses(files, scriptPath, folder, folders, most - entries.Length, description, out list);
    }

    private static DataFailure? OfClasses(IFileSource files, string scriptPath, string folder, ImmutableArray<string> classes, int left, string description, out PictureList list)
    {
        var found = ImmutableArray.CreateBuilder<PictureFile>();
        var isComplete = true;
        list = new PictureList([], [], true, string.Empty);
        for (var i = 0; i < classes.Length; i++)
        {
            // Those that are not looked at now are read in the run, which finds out whether they are empty.
            if (left <= 0)
            {
                isComplete = false;
                break;
            }

            var inside = $"{folder}/{classes[i]}";
            var entries = files.List(inside, scriptPath, left);
            isComplete &= entries.Length < left;
            left -= entries.Length;
            var before = found.Count;
            found.AddRange(Pictures(inside, entries, i));
            if (found.Count == before && left > 0)
                return NoPictures(inside, entries, classes);
        }

        list = new PictureList(found.DrainToImmutable(), classes, isComplete, description);
        return null;
    }

    private static IEnumerable<PictureFile> Pictures(string folder, ImmutableArray<ListedFile> entries, int @class) =>
        entries.Where(static entry => !entry.IsFolder && IsPicture(entry.Name)).Select(static entry => entry.Name).Order(StringComparer.Ordinal).Select(name => new PictureFile($"{folder}/{name}", @class));

    private static DataFailure NoPictures(string folder) =>
        new(DataErrors.NoRows, $"\"{folder}\" holds no picture; expected files that end in {string.Join(", ", Endings)}", "path");

    private static DataFailure NoPictures(string folder, ImmutableArray<ListedFile> entries, ImmutableArray<string> classes)
    {
        var failure = NoPictures(folder);
        var isAbove = entries.Any(static entry => entry.IsFolder);
        return failure with
        {
            Notes = [isAbove ? $"it holds folders itself: where its folders are the classes, name it instead, as in images(\"{folder}\")" : $"each folder is a class: {string.Join(", ", classes.Take(MostNamed))}{(classes.Length > MostNamed ? ", ..." : "")}"],
        };
    }
}
