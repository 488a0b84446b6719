using System.Collections.Immutable;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>The documents, folders and settings. Changed by one thread only, message after message; everybody reads snapshots.</summary>
internal sealed class Workspace(AnalysisQueue queue) : IDisposable
{
    private readonly HashSet<string> changed = [];
    private bool hasOthers;
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DiskFiles disk = MakeDisk(ServerSettings.Default);
    private WorkspaceSnapshot current = new(
        0, ImmutableDictionary<string, DocumentAnalysis>.Empty, ImmutableDictionary<string, OpenDocument>.Empty.WithComparers(PathComparer), [], ServerSettings.Default);

    /// <summary>How paths are compared on this system.</summary>
    public static StringComparer PathComparer { get; } = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Everything as it is now.</summary>
    public WorkspaceSnapshot Current => Volatile.Read(ref current);

    /// <summary>The files on the disk.</summary>
    public DiskFiles Disk => Volatile.Read(ref disk);

    /// <summary>Waits until something is other than in a snapshot.</summary>
    public Task WaitForChangeAsync(WorkspaceSnapshot snapshot, CancellationToken cancel)
    {
        var next = Volatile.Read(ref moved).Task;
        return Current.Revision != snapshot.Revision ? Task.CompletedTask : next.WaitAsync(cancel);
    }

    /// <summary>The documents whose analyses are others than when this was asked last; all that are open and what was closed.</summary>
    public ChangedDocuments TakeChanged()
    {
        var taken = new ChangedDocuments([.. changed], hasOthers);
        changed.Clear();
        hasOthers = false;
        return taken;
    }

    /// <summary>A document was opened; one that is open already begins anew.</summary>
    public void Open(TextDocumentItem item)
    {
        var document = new OpenDocument(item.Uri, Places.LibraryPathOf(item.Uri) ?? DocumentUri.ToPath(item.Uri) ?? item.Uri, item.Version, item.Text);
        Put(document, isUnsaved: false);
    }

    /// <summary>A document was changed; false when it is not open.</summary>
    public bool Change(DidChangeTextDocumentParams change)
    {
        if (Current.Find(change.TextDocument.Uri) is not { } known)
            return false;
        Put(known.Document.Change(change.TextDocument.Version, change.ContentChanges), isUnsaved: true);
        return true;
    }

    /// <summary>A document was saved.</summary>
    public void Save(string uri) => Set(Current with { Unsaved = Current.Unsaved.Remove(uri) });

    /// <summary>A document was closed; false when it is not open.</summary>
    public bool Close(string uri)
    {
        if (Current.Find(uri) is not { } known)
            return false;
        var path = known.Document.Path;
        changed.Add(uri);
        Set(Current with { Documents = Current.Documents.Remove(uri), ByPath = Current.ByPath.Remove(path), Unsaved = Current.Unsaved.Remove(uri) });
        RenewThoseThatLookedAt(path);
        return true;
    }

    /// <summary>Files changed on the disk.</summary>
    public void FilesChanged(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (!Current.ByPath.ContainsKey(path))
                RenewThoseThatLookedAt(path);
        }
    }

    /// <summary>Folders were opened or closed.</summary>
    public void SetFolders(ImmutableArray<string> folders) => Set(Current with { Folders = folders });

    /// <summary>Settings changed; with another folder of data everything is looked at anew.</summary>
    public void Configure(ServerSettings settings)
    {
        var isOtherFolder = settings.DataFolder != Current.Settings.DataFolder;
        Set(Current with { Settings = settings });
        if (!isOtherFolder)
            return;
        Volatile.Write(ref disk, MakeDisk(settings));
        foreach (var analysis in Current.Documents.Values)
        {
            Renew(analysis.Document);
            hasOthers = true;
        }
    }

    /// <summary>An analysis of a text that is not open.</summary>
    public DocumentAnalysis Analyze(OpenDocument document, WorkspaceSnapshot snapshot) => new(document, new WorkspaceFiles(snapshot.ByPath, Disk), queue);

    public void Dispose() => queue.Dispose();

    private static DiskFiles MakeDisk(ServerSettings settings) =>
        new(settings.DataFolder, Environment.GetEnvironmentVariable("NN_DATA"), UserFolder.OfData());

    private void Put(OpenDocument document, bool isUnsaved)
    {
        var unsaved = isUnsaved ? Current.Unsaved.Add(document.Uri) : Current.Unsaved.Remove(document.Uri);
        Set(Current with { ByPath = Current.ByPath.SetItem(document.Path, document), Unsaved = unsaved });
        Renew(document);
        RenewThoseThatLookedAt(document.Path);
    }

    private void RenewThoseThatLookedAt(string path)
    {
        // A file that comes or goes changes what its folder holds.
        var changes = Current.ChangedAt.SetItem(path, Current.Revision + 1);
        Set(Current with { ChangedAt = Path.GetDirectoryName(path) is { Length: > 0 } folder ? changes.SetItem(folder, Current.Revision + 1) : changes });
        foreach (var analysis in Current.Documents.Values)
        {
            // What an unfinished one will look at is not known yet; but what nobody has seen of it need not be asked for again.
            if (PathComparer.Equals(analysis.Document.Path, path) || (analysis.IsFinished && !analysis.Files.HasLookedAt(path)))
                continue;
            Renew(analysis.Document);
            hasOthers |= analysis.WasAskedFor;
        }
    }

    private void Renew(OpenDocument document)
    {
        changed.Add(document.Uri);
        Set(Current with { Documents = Current.Documents.SetItem(document.Uri, Analyze(document, Current)) });
    }

    private void Set(WorkspaceSnapshot next)
    {
        Volatile.Write(ref current, next with { Revision = current.Revision + 1 });
        Interlocked.Exchange(ref moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
