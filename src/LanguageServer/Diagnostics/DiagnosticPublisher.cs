using System.Collections.Immutable;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Diagnostics;

/// <summary>Sends reports to clients that wait for them: for the newest version of a document only. Asked by the thread of the message loop.</summary>
internal sealed class DiagnosticPublisher(ServerState server)
{
    private readonly Dictionary<string, CancellationTokenSource> running = [];

    // What was given up is not sent after what came in its place.
    private readonly Lock sending = new();

    /// <summary>Makes and sends the reports on documents that changed; an earlier attempt for the same document is given up.</summary>
    public void Publish(ImmutableArray<string> uris, WorkspaceSnapshot snapshot)
    {
        foreach (var uri in uris)
        {
            if (running.Remove(uri, out var earlier))
            {
                lock (sending)
                    earlier.Cancel();
            }

            if (snapshot.Find(uri) is not { } analysis)
            {
                Send(uri, null, []);
                continue;
            }

            var cancellation = new CancellationTokenSource();
            running[uri] = cancellation;
            _ = PublishAsync(uri, analysis, snapshot, cancellation.Token);
        }
    }

    private async Task PublishAsync(string uri, DocumentAnalysis wanted, WorkspaceSnapshot snapshot, CancellationToken cancel)
    {
        try
        {
            var analysis = await server.Progress.WatchAsync(wanted, cancel).ConfigureAwait(false);
            var reports = DiagnosticTranslator.Translate(analysis.Diagnostics, analysis.Tree, wanted.Document, snapshot, server.Client);
            lock (sending)
            {
                if (cancel.IsCancellationRequested)
                    return;
                Send(uri, wanted.Document.Version, reports);
            }

            server.AnalysisFinished();
        }
        catch (OperationCanceledException)
        {
            // A newer version is being looked at.
        }
        catch (Exception defect)
        {
            server.Log.Defect($"checking {uri}", defect);
        }
    }

    private void Send(string uri, int? version, ImmutableArray<ProtocolDiagnostic> reports) =>
        server.Requests.Notify("textDocument/publishDiagnostics", new PublishDiagnosticsParams(uri, version, reports), ProtocolJson.Default.PublishDiagnosticsParams);
}
