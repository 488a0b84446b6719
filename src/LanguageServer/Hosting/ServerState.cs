using System.Threading.Channels;
using Dsl.LanguageServer.Diagnostics;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Hosting;

/// <summary>What lives as long as the connection. What can change is changed by the thread of the message loop only.</summary>
internal sealed class ServerState : IDisposable
{
    private readonly ChannelWriter<ServerWork> work;

    public ServerState(ClientRequests requests, TextWriter error, ChannelWriter<ServerWork> work, string? dataFolder)
    {
        this.work = work;
        DataFolder = dataFolder;
        Requests = requests;
        Log = new ServerLog(error, requests);
        Workspace = new Workspace(new AnalysisQueue(Math.Max(2, Environment.ProcessorCount)));
        Scripts = new ClosedScripts(Workspace);
        Progress = new WorkProgress(this);
        Publisher = new DiagnosticPublisher(this);
        Watcher = new FileWatcher(this);
        Refresher = new ClientRefresher(this);
        Parent = new ParentWatch();
    }

    /// <summary>The folder of data that the command line names, or null.</summary>
    public string? DataFolder { get; }

    public ClientRequests Requests { get; }

    public ServerLog Log { get; }

    public Workspace Workspace { get; }

    public ClosedScripts Scripts { get; }

    public WorkProgress Progress { get; }

    public DiagnosticPublisher Publisher { get; }

    public FileWatcher Watcher { get; }

    public ClientRefresher Refresher { get; }

    private ParentWatch Parent { get; }

    /// <summary>What the client can do; nothing before it introduced itself.</summary>
    public ClientFeatures Client { get; set; } = ClientFeatures.None;

    /// <summary>How far the connection is.</summary>
    public ServerStage Stage { get; set; }

    /// <summary>Documents that were opened or saved since this was asked last.</summary>
    public HashSet<string> Saved { get; } = [];

    /// <summary>Has the thread of the message loop do something, after the messages that it has already.</summary>
    public void Post(Action action) => work.TryWrite(new ServerWork(null, null, action));

    /// <summary>Ends the connection when a process is gone; null: no process was named.</summary>
    public void EndWith(int? process) => Parent.Start(process, () =>
    {
        Log.Write("the process that started this one is gone");
        work.TryComplete();
    });

    /// <summary>An analysis came to its end: what it looked at may have to be watched.</summary>
    public void AnalysisFinished() => Post(Watcher.Update);

    public void Dispose()
    {
        Parent.Dispose();
        Watcher.Dispose();
        Requests.Close();
        Workspace.Dispose();
    }
}
