using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dsl.Language.Text;
using Dsl.LanguageServer.Documents;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>
/// The files as one analysis sees them: open documents hide what lies on the disk. Notes every place that was looked at, so that a change there
/// is known to concern it.
/// </summary>
/// <param name="open">The open documents by path.</param>
internal sealed class WorkspaceFiles(ImmutableDictionary<string, OpenDocument> open, DiskFiles disk) : IFileSource
{
    private readonly ConcurrentDictionary<string, FileStamp?> looked = [];

    /// <summary>The paths that were looked at, found or not.</summary>
    public IEnumerable<string> LookedAt => looked.Keys;

    /// <summary>Those of them at which the disk holds something else by now.</summary>
    public IEnumerable<string> Outdated => looked.Where(place => !open.ContainsKey(place.Key) && Stamp(place.Key) != place.Value).Select(static place => place.Key);

    public FileLookup Find(string name, string besidePath)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            return new FileLookup(null, 0, []);
        var places = disk.PlacesOf(name, besidePath);
        for (var i = 0; i < places.Length; i++)
        {
            var path = Normalize(places[i]);
            if (open.TryGetValue(path, out var document))
            {
                looked.TryAdd(path, null);
                return new FileLookup(path, document.Bytes.Length, places[..(i + 1)]);
            }

            var stamp = DiskFiles.StampOf(path);
            looked.TryAdd(path, stamp ?? DiskFiles.StampOfFolder(path));
            if (stamp is { } known)
                return new FileLookup(path, known.Length, places[..(i + 1)]);
        }

        return new FileLookup(null, 0, places);
    }

    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        if (!open.TryGetValue(fullPath, out var document))
            return disk.ReadPrefix(fullPath, maximumBytes);
        return document.Bytes.Length <= maximumBytes ? document.Bytes : document.Bytes[..maximumBytes];
    }

    public ImmutableArray<ListedFile> List(string folder, string besidePath, int most)
    {
        // What lies beside a script is listed for whoever types, and nothing follows from it.
        if (folder.Length > 0 && !folder.Contains('\0', StringComparison.Ordinal))
        {
            foreach (var place in disk.PlacesOf(folder, besidePath))
            {
                var path = Path.TrimEndingDirectorySeparator(Normalize(place));
                looked.TryAdd(path, DiskFiles.StampOfFolder(path));
            }
        }

        return disk.List(folder, besidePath, most);
    }

    /// <summary>Whether it looked at a path, or at what the folder around it holds.</summary>
    public bool HasLookedAt(string path) => looked.ContainsKey(path) || (Path.GetDirectoryName(path) is { Length: > 0 } folder && looked.ContainsKey(folder));

    private static FileStamp? Stamp(string path) => DiskFiles.StampOf(path) ?? DiskFiles.StampOfFolder(path);

    private static string Normalize(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or PathTooLongException)
        {
            return path;
        }
    }
}
