using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>Files as they lie on the disk: only regular ones, only their beginnings, and what was read is kept while length and time stay.</summary>
internal sealed class DiskFiles
{
    private const long LargestMemory = 64 << 20;

    // So many are sorted before the first of them are taken.
    private const int LeastEntries = 2000;

    private readonly ImmutableArray<string> folders;
    private readonly Dictionary<(string Path, int MaximumBytes), (FileStamp Stamp, byte[] Bytes)> remembered = [];
    private readonly Lock access = new();
    private long rememberedBytes;

    /// <param name="dataFolder">A folder to look in after the script's own, or null.</param>
    /// <param name="searchPath">Further folders, separated as in <c>PATH</c>, or null.</param>
    /// <param name="lastFolder">A folder to look in after all others, or null.</param>
    public DiskFiles(string? dataFolder, string? searchPath, string? lastFolder)
    {
        IEnumerable<string?> places = [dataFolder, .. (searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.TrimEntries), lastFolder];
        folders = [.. places.OfType<string>().Where(static place => place.Length > 0)];
    }

    /// <summary>The beginning of a regular file; null when it cannot be read.</summary>
    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        if (StampOf(fullPath) is not { } stamp)
            return null;
        lock (access)
        {
            if (remembered.TryGetValue((fullPath, maximumBytes), out var known) && known.Stamp == stamp)
                return known.Bytes;
        }

        var bytes = Read(fullPath, (int)Math.Min(maximumBytes, stamp.Length));
        if (bytes is not null)
            Remember(fullPath, maximumBytes, stamp, bytes);
        return bytes;
    }

    /// <summary>What lies in the folders that a name can mean, in the order in which they are looked at.</summary>
    public ImmutableArray<ListedFile> List(string folder, string besidePath, int most)
    {
        if (folder.Contains('\0', StringComparison.Ordinal))
            return [];
        var listed = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (var place in PlacesOf(folder, besidePath))
        {
            foreach (var entry in EntriesOf(place, most))
            {
                if (listed.Count >= most)
                    return [.. listed.Values];
                if (!entry.Name.StartsWith('.'))
                    listed.TryAdd(entry.Name, new ListedFile(entry.Name, entry is DirectoryInfo));
            }
        }

        return [.. listed.Values];
    }

    /// <summary>The paths that a name can mean, in the order in which they are looked at.</summary>
    public ImmutableArray<string> PlacesOf(string name, string besidePath)
    {
        if (Path.IsPathRooted(name))
            return [name];
        var beside = Path.GetDirectoryName(besidePath) ?? "";
        return [.. folders.Prepend(beside).Distinct(StringComparer.Ordinal).Select(folder => Path.Combine(folder, name))];
    }

    /// <summary>The length and time of a regular file, links followed; null when there is none.</summary>
    public static FileStamp? StampOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            var found = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;

            // A device looks like an empty file, and reading it may wait for ever.
            var isDevice = found is { Exists: true, Length: 0 } && found.FullName.StartsWith("/dev/", StringComparison.Ordinal);
            return found is { Exists: true } && !isDevice ? new FileStamp(found.Length, found.LastWriteTimeUtc) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>When the names in a folder changed last; null when there is none.</summary>
    public static FileStamp? StampOfFolder(string path)
    {
        try
        {
            var folder = new DirectoryInfo(path);
            return folder.Exists ? new FileStamp(-1, folder.LastWriteTimeUtc) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static IEnumerable<FileSystemInfo> EntriesOf(string folder, int most)
    {
        try
        {
            var info = new DirectoryInfo(folder.Length == 0 ? "." : folder);
            return info.Exists ? info.EnumerateFileSystemInfos().Take(Math.Max(most, LeastEntries)).ToList().OrderBy(static entry => entry.Name, StringComparer.Ordinal) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }

    private static byte[]? Read(string path, int count)
    {
        if (count == 0)
            return [];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var bytes = new byte[count];
            var read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
            return read == count ? bytes : bytes[..read];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remember(string path, int maximumBytes, FileStamp stamp, byte[] bytes)
    {
        lock (access)
        {
            if (remembered.Remove((path, maximumBytes), out var replaced))
                rememberedBytes -= replaced.Bytes.Length;
            if (rememberedBytes + bytes.Length > LargestMemory)
            {
                remembered.Clear();
                rememberedBytes = 0;
            }

            remembered[(path, maximumBytes)] = (stamp, bytes);
            rememberedBytes += bytes.Length;
        }
    }
}
