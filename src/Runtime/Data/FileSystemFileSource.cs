using System.Collections.Immutable;
using Dsl.Language.Text;

namespace Dsl.Runtime.Data;

/// <summary>
/// Reads the files that a script names: beside the script, then in a given folder, then in each folder of a search path. Only
/// regular files are ever opened; the beginnings of files are kept in a bounded memory while a file's size and time stay the same.
/// </summary>
public sealed class FileSystemFileSource : IDataFileSource
{
    private const long LargestMemory = 64 << 20;

    // So many are sorted before the first of them are taken.
    private const int LeastEntries = 2000;

    private readonly ImmutableArray<string> folders;
    private readonly Lock access = new();
    private readonly Dictionary<(string Path, int MaximumBytes), RememberedPrefix> remembered = [];
    private long rememberedBytes;

    /// <param name="dataFolder">A folder to look in after the script's own; null for none.</param>
    /// <param name="searchPath">Further folders, separated as the system separates paths; null for none.</param>
    /// <param name="lastFolder">The folder to look in at last; null for none.</param>
    public FileSystemFileSource(string? dataFolder, string? searchPath, string? lastFolder = null)
    {
        var places = ImmutableArray.CreateBuilder<string>();
        if (!string.IsNullOrWhiteSpace(dataFolder))
            places.Add(dataFolder);
        if (searchPath is not null)
            places.AddRange(searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (lastFolder is not null)
            places.Add(lastFolder);
        folders = places.ToImmutable();
    }

    /// <summary>The file source of a program: a folder given on its command line, the environment's variable <c>NN_DATA</c>, and what was fetched for the user.</summary>
    public static FileSystemFileSource FromEnvironment(string? dataFolder) => new(dataFolder, Environment.GetEnvironmentVariable("NN_DATA"), UserDataFolder.Find());

    public FileLookup Find(string name, string besidePath)
    {
        var places = ImmutableArray.CreateBuilder<string>();
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            return new FileLookup(null, 0, []);
        foreach (var folder in Places(name, besidePath))
        {
            var path = Path.Combine(folder, name);
            places.Add(path);
            if (FindRegularFile(path) is { } file)
                return new FileLookup(path, file.Length, places.ToImmutable());
        }

        return new FileLookup(null, 0, places.ToImmutable());
    }

    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        if (FindRegularFile(fullPath) is not { } file)
            return null;
        var stamp = (file.Length, file.LastWriteTimeUtc);
        lock (access)
        {
            if (remembered.TryGetValue((fullPath, maximumBytes), out var known) && known.Stamp == stamp)
                return known.Bytes;
        }

        using var stream = Open(fullPath);
        if (stream is null)
            return null;
        var bytes = ReadAtMost(stream, (int)Math.Min(maximumBytes, file.Length));
        if (bytes is not null)
            Remember(fullPath, maximumBytes, new RememberedPrefix(stamp, bytes));
        return bytes;
    }

    public ImmutableArray<ListedFile> List(string folder, string besidePath, int most)
    {
        if (folder.Contains('\0', StringComparison.Ordinal))
            return [];
        var listed = ImmutableArray.CreateBuilder<ListedFile>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in Places(folder, besidePath))
        {
            foreach (var entry in Entries(Path.Combine(place, folder), most))
            {
                if (listed.Count >= most)
                    return listed.ToImmutable();
                if (!entry.Name.StartsWith('.') && names.Add(entry.Name))
                    listed.Add(new ListedFile(entry.Name, entry is DirectoryInfo));
            }
        }

        return listed.ToImmutable();
    }

    public Stream? Open(string fullPath)
    {
        if (FindRegularFile(fullPath) is not { } file)
            return null;

        // Devices and pipes have no length, and opening one may wait for ever: an empty file is not opened at all.
        if (file.Length == 0)
            return new MemoryStream([], writable: false);
        try
        {
            return new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public FileBytes? Map(string fullPath) => FindRegularFile(fullPath) is { Length: > 0 } file ? MappedBytes.Open(file.FullName) : null;

    private IEnumerable<string> Places(string name, string besidePath)
    {
        if (Path.IsPathRooted(name))
            return [string.Empty];
        var beside = Path.GetDirectoryName(besidePath) ?? string.Empty;
        return folders.Prepend(beside).Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<FileSystemInfo> Entries(string folder, int most)
    {
        var everything = new EnumerationOptions { IgnoreInaccessible = true, RecurseSubdirectories = false };
        try
        {
            var info = new DirectoryInfo(folder.Length == 0 ? "." : folder);
            return info.Exists ? info.EnumerateFileSystemInfos("*", everything).Take(Math.Max(most, LeastEntries)).ToList().OrderBy(static entry => entry.Name, StringComparer.Ordinal) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }

    // The file behind a path, symbolic links followed; null when there is none, or when it is a folder.
    private static FileInfo? FindRegularFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            var found = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return found is { Exists: true } && !IsDevice(found) ? found : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // A device looks like an empty file.
    private static bool IsDevice(FileInfo file) => file.Length == 0 && file.FullName.StartsWith("/dev/", StringComparison.Ordinal);

    private static byte[]? ReadAtMost(Stream stream, int count)
    {
        try
        {
            var bytes = new byte[count];
            var read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
            return read == count ? bytes : bytes[..read];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remember(string path, int maximumBytes, RememberedPrefix prefix)
    {
        lock (access)
        {
            if (remembered.Remove((path, maximumBytes), out var replaced))
                rememberedBytes -= replaced.Bytes.Length;
            if (rememberedBytes + prefix.Bytes.Length > LargestMemory)
            {
                remembered.Clear();
                rememberedBytes = 0;
            }

            if (prefix.Bytes.Length > LargestMemory)
                return;
            remembered[(path, maximumBytes)] = prefix;
            rememberedBytes += prefix.Bytes.Length;
        }
    }

    private sealed record RememberedPrefix((long Length, DateTime Time) Stamp, byte[] Bytes);
}
