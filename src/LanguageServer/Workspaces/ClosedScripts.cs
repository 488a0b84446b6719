using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Library;
using Dsl.LanguageServer.Documents;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>Scripts of the workspace that are not open: found below its folders, read when they are asked for, kept while they and what they look at stay. The files of the library count as such.</summary>
internal sealed class ClosedScripts(Workspace workspace)
{
    /// <summary>The largest script, in bytes, that is read unopened.</summary>
    public const int LargestScript = 1 << 20;

    /// <summary>The most scripts that are looked for where some are enough.</summary>
    public const int MostScripts = 500;

    /// <summary>The most scripts that are looked for where none may be missing.</summary>
    public const int MostSearched = 20000;

    private const int MostFolders = 5000;
    private const int MostKept = 24;

    private readonly Lock access = new();
    private readonly Dictionary<string, KeptScript> kept = new(Workspace.PathComparer);

    /// <summary>A script by the name of its document; null when it is no file that can be read.</summary>
    public DocumentAnalysis? Find(string uri, WorkspaceSnapshot snapshot)
    {
        if (Places.LibraryPathOf(uri) is { } library)
            return FindInLibrary(library, uri, snapshot);
        return DocumentUri.ToPath(uri) is { } path ? FindPath(path, uri, snapshot) : null;
    }

    /// <summary>A script by its path.</summary>
    public DocumentAnalysis? FindPath(string path, WorkspaceSnapshot snapshot) => FindPath(path, DocumentUri.FromPath(path), snapshot);

    /// <summary>The scripts below the folders of the workspace that are not open, in the order of their paths; folders of tools are left out.</summary>
    public static ImmutableArray<string> List(WorkspaceSnapshot snapshot, CancellationToken cancel) => List(snapshot, MostScripts, cancel, out _);

    /// <summary>The same with another limit.</summary>
    /// <param name="snapshot">The workspace.</param>
    /// <param name="most">The most to find.</param>
    /// <param name="cancel">Ends the search early.</param>
    /// <param name="isComplete">Whether these are all.</param>
    public static ImmutableArray<string> List(WorkspaceSnapshot snapshot, int most, CancellationToken cancel, out bool isComplete)
    {
        var found = new SortedSet<string>(Workspace.PathComparer);
        var folders = new Queue<string>(snapshot.Folders);
        for (var visited = 0; visited < MostFolders && found.Count <= most && folders.TryDequeue(out var folder); visited++)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                foreach (var path in Directory.EnumerateFiles(folder, "*.nn"))
                {
                    if (!snapshot.ByPath.ContainsKey(path))
                        found.Add(path);
                }

                foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().OrderBy(static d => d.Name, StringComparer.Ordinal))
                {
                    if (inner.LinkTarget is null && !inner.Name.StartsWith('.') && inner.Name is not ("node_modules" or "bin" or "obj"))
                        folders.Enqueue(inner.FullName);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A folder that may not be read holds nothing for us.
            }
        }

        isComplete = folders.Count == 0 && found.Count <= most;
        return [.. found.Take(most)];
    }

    private DocumentAnalysis? FindInLibrary(string path, string uri, WorkspaceSnapshot snapshot)
    {
        lock (access)
        {
            if (kept.TryGetValue(path, out var known))
                return known.Analysis;
        }

        return LibrarySource.Files.FirstOrDefault(file => file.Path == path) is { } text
            ? Keep(path, default, workspace.Analyze(new OpenDocument(uri, path, null, text.Content), snapshot), snapshot)
            : null;
    }

    private DocumentAnalysis? FindPath(string path, string uri, WorkspaceSnapshot snapshot)
    {
        if (!path.EndsWith(".nn", StringComparison.OrdinalIgnoreCase) || DiskFiles.StampOf(path) is not { } stamp || stamp.Length > LargestScript)
            return null;
        lock (access)
        {
            if (kept.TryGetValue(path, out var known) && known.Stamp == stamp && ReferenceEquals(known.Disk, workspace.Disk) && snapshot.IsUnchanged(known.Analysis, known.Revision))
                return known.Analysis;
        }

        if (workspace.Disk.ReadPrefix(path, LargestScript) is not { } bytes)
            return null;
        return Keep(path, stamp, workspace.Analyze(new OpenDocument(uri, path, null, Encoding.UTF8.GetString(bytes)), snapshot), snapshot);
    }

    private DocumentAnalysis Keep(string path, FileStamp stamp, DocumentAnalysis analysis, WorkspaceSnapshot snapshot)
    {
        lock (access)
        {
            if (kept.Count >= MostKept)
                kept.Clear();
            kept[path] = new KeptScript(stamp, snapshot.Revision, workspace.Disk, analysis);
        }

        return analysis;
    }

    private sealed record KeptScript(FileStamp Stamp, long Revision, DiskFiles Disk, DocumentAnalysis Analysis);
}
