using System.Collections.Immutable;
using System.Text.Json;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Hosting;

/// <summary>
/// Learns of files that change on the disk: scripts, and what open scripts look for. The client watches them where it can; else they are looked
/// at now and then. Asked by the thread of the message loop.
/// </summary>
internal sealed class FileWatcher(ServerState server) : IDisposable
{
    private const string Method = "workspace/didChangeWatchedFiles";
    private const int MostFiles = 256;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private ImmutableSortedSet<string> watched = [];
    private Timer? timer;
    private int registrations;

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        if (server.Client.WatchesFiles)
            Register([]);
        else
            timer ??= new Timer(_ => server.Post(Look), null, Interval, Interval);
    }

    /// <summary>Watches what the open scripts look for by now.</summary>
    public void Update()
    {
        if (!server.Client.WatchesFiles)
            return;
        var files = server.Workspace.Current.Documents.Values
            .SelectMany(static analysis => analysis.Files.LookedAt)
            .Where(static path => Path.IsPathFullyQualified(path))
            .Take(MostFiles)
            .ToImmutableSortedSet(Workspace.PathComparer);
        if (files.SetEquals(watched))
            return;
        watched = files;
        Register(files);
    }

    public void Dispose() => timer?.Dispose();

    private void Register(ImmutableSortedSet<string> files)
    {
        var isFirst = registrations == 0;
        var patterns = files.Where(static path => !path.EndsWith(".nn", StringComparison.OrdinalIgnoreCase)).Select(PatternOf).ToList();
        if (isFirst)
            patterns.Add(JsonSerializer.SerializeToElement("**/*.nn", ProtocolJson.Default.String));
        var earlier = registrations > 1 ? $"files-{registrations}" : null;
        if (patterns.Count > 0)
        {
            registrations++;
            var options = new DidChangeWatchedFilesRegistrationOptions([.. patterns.Select(static p => new Protocol.FileSystemWatcher(p))]);
            var registration = new Registration($"files-{registrations}", Method, JsonSerializer.SerializeToElement(options, ProtocolJson.Default.DidChangeWatchedFilesRegistrationOptions));
            _ = server.Requests.RequestAsync("client/registerCapability", new RegistrationParams([registration]), ProtocolJson.Default.RegistrationParams);
        }

        // The first registration, for scripts, stays; of those for data only the newest.
        if (earlier is not null)
            _ = server.Requests.RequestAsync("client/unregisterCapability", new UnregistrationParams([new Unregistration(earlier, Method)]), ProtocolJson.Default.UnregistrationParams);
    }

    private JsonElement PatternOf(string path)
    {
        var name = Escape(Path.GetFileName(path)) + (Directory.Exists(path) ? "/*" : "");
        if (server.Client.WatchesOutsideFolders)
            return JsonSerializer.SerializeToElement(new RelativePattern(DocumentUri.FromPath(Path.GetDirectoryName(path) ?? "/"), name), ProtocolJson.Default.RelativePattern);
        return JsonSerializer.SerializeToElement($"{Path.GetDirectoryName(path)?.Replace('\\', '/').TrimEnd('/')}/{name}", ProtocolJson.Default.String);
    }

    // What means something in a pattern stands for itself in brackets.
    private static string Escape(string name) => string.Concat(name.Select(static c => c is '*' or '?' or '{' or '[' ? $"[{c}]" : c.ToString()));

    private void Look()
    {
        var outdated = server.Workspace.Current.Documents.Values.Where(static analysis => analysis.IsFinished).SelectMany(static analysis => analysis.Files.Outdated).Distinct().ToList();
        if (outdated.Count > 0)
            server.Workspace.FilesChanged(outdated);
    }
}
