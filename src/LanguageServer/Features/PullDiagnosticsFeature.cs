using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dsl.LanguageServer.Diagnostics;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Features;

/// <summary>Reports for clients that ask for them: on a document, and on all scripts of the workspace.</summary>
internal sealed class PullDiagnosticsFeature
{
    private const int MostScripts = 100;

    // Reports on scripts that are not open are kept; their analyses are large and are not.
    private readonly ConcurrentDictionary<string, KeptReports> kept = [];

    public static Feature Feature()
    {
        var reports = new PullDiagnosticsFeature();
        return new Feature(
            [
                new RequestMethod<DocumentDiagnosticParams, DocumentDiagnosticReport>(
                    "textDocument/diagnostic", MethodClass.Worker, static () => ProtocolJson.Default.DocumentDiagnosticParams, static () => ProtocolJson.Default.DocumentDiagnosticReport, OfDocumentAsync),
                new RequestMethod<WorkspaceDiagnosticParams, WorkspaceDiagnosticReport>(
                    "workspace/diagnostic", MethodClass.Worker, static () => ProtocolJson.Default.WorkspaceDiagnosticParams, static () => ProtocolJson.Default.WorkspaceDiagnosticReport, reports.OfWorkspaceAsync),
            ],
            static (capabilities, client) => client.PullsDiagnostics ? capabilities with { DiagnosticProvider = new DiagnosticOptions("nn", true, true) } : capabilities);
    }

    private static async ValueTask<DocumentDiagnosticReport?> OfDocumentAsync(RequestContext context, DocumentDiagnosticParams parameters)
    {
        var uri = parameters.TextDocument.Uri;
        var found = context.Document(uri);
        var isWaiting = context.Snapshot.Settings.Diagnostics == DiagnosticsTime.OnSave && context.Snapshot.Unsaved.Contains(uri);
        if (parameters.PreviousResultId is { } previous && (isWaiting || previous == found.Id))
            return new DocumentDiagnosticReport(DocumentDiagnosticReport.Unchanged, previous, null);
        return new DocumentDiagnosticReport(DocumentDiagnosticReport.Full, found.Id, await ReportAsync(context, found, context.Snapshot).ConfigureAwait(false));
    }

    private static async ValueTask<ImmutableArray<ProtocolDiagnostic>> ReportAsync(RequestContext context, DocumentAnalysis found, WorkspaceSnapshot snapshot)
    {
        var analysis = await context.Server.Progress.WatchAsync(found, context.Cancel).ConfigureAwait(false);
        context.Server.AnalysisFinished();
        return DiagnosticTranslator.Translate(analysis.Diagnostics, analysis.Tree, found.Document, snapshot, context.Server.Client);
    }

    // Where nothing is new the answer waits until something is, so that the client need not ask again and again.
    private async ValueTask<WorkspaceDiagnosticReport?> OfWorkspaceAsync(RequestContext context, WorkspaceDiagnosticParams parameters)
    {
        var known = parameters.PreviousResultIds.GroupBy(static p => p.Uri).ToDictionary(static g => g.Key, static g => g.Last().Value);
        while (true)
        {
            var snapshot = context.Server.Workspace.Current;
            var items = await ReportAllAsync(context, snapshot, known).ConfigureAwait(false);
            if (items.Any(static item => item.Kind == DocumentDiagnosticReport.Full) || items.Length < known.Count)
                return new WorkspaceDiagnosticReport(items);
            await context.Server.Workspace.WaitForChangeAsync(snapshot, context.Cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask<ImmutableArray<WorkspaceDocumentDiagnosticReport>> ReportAllAsync(RequestContext context, WorkspaceSnapshot snapshot, Dictionary<string, string> known)
    {
        var items = ImmutableArray.CreateBuilder<WorkspaceDocumentDiagnosticReport>();
        foreach (var (uri, found) in snapshot.Documents)
        {
            var isOld = known.TryGetValue(uri, out var previous) && (previous == found.Id || (snapshot.Settings.Diagnostics == DiagnosticsTime.OnSave && snapshot.Unsaved.Contains(uri)));
            items.Add(isOld
                ? new WorkspaceDocumentDiagnosticReport(DocumentDiagnosticReport.Unchanged, uri, found.Document.Version, previous, null)
                : new WorkspaceDocumentDiagnosticReport(DocumentDiagnosticReport.Full, uri, found.Document.Version, found.Id, await ReportAsync(context, found, snapshot).ConfigureAwait(false)));
        }

        foreach (var path in ClosedScripts.List(snapshot, context.Cancel).Take(MostScripts))
        {
            if (await ReportClosedAsync(context, snapshot, path).ConfigureAwait(false) is not { } reports)
                continue;
            var uri = DocumentUri.FromPath(path);
            items.Add(known.TryGetValue(uri, out var previous) && previous == reports.Id
                ? new WorkspaceDocumentDiagnosticReport(DocumentDiagnosticReport.Unchanged, uri, null, previous, null)
                : new WorkspaceDocumentDiagnosticReport(DocumentDiagnosticReport.Full, uri, null, reports.Id, reports.Items));
        }

        return items.ToImmutable();
    }

    private async ValueTask<KeptReports?> ReportClosedAsync(RequestContext context, WorkspaceSnapshot snapshot, string path)
    {
        if (DiskFiles.StampOf(path) is not { } stamp)
            return null;
        if (kept.TryGetValue(path, out var before) && before.Stamp == stamp && before.LookedAt.All(place => snapshot.ChangedAt.GetValueOrDefault(place) <= before.Revision))
            return before;
        if (context.Server.Scripts.FindPath(path, snapshot) is not { } found)
            return null;
        var items = await ReportAsync(context, found, snapshot).ConfigureAwait(false);
        return kept[path] = new KeptReports(stamp, snapshot.Revision, [.. found.Files.LookedAt], found.Id, items);
    }

    private sealed record KeptReports(FileStamp Stamp, long Revision, ImmutableArray<string> LookedAt, string Id, ImmutableArray<ProtocolDiagnostic> Items);
}
