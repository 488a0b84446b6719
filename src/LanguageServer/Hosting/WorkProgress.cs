using Dsl.Language.Services.Analysis;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Hosting;

/// <summary>Tells the client of work that takes long.</summary>
internal sealed class WorkProgress(ServerState server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long lastToken;

    /// <summary>Waits for an analysis; while it takes longer than a moment, the client shows that it goes on.</summary>
    public async Task<ScriptAnalysis> WatchAsync(DocumentAnalysis wanted, CancellationToken cancel)
    {
        var analysis = wanted.GetAsync(cancel);
        if (analysis.IsCompleted || !server.Client.ShowsProgress || await Task.WhenAny(analysis, Task.Delay(Patience, cancel)).ConfigureAwait(false) == analysis)
            return await analysis.ConfigureAwait(false);
        var token = new RequestId(0, $"nn-{Interlocked.Increment(ref lastToken)}");
        var created = server.Requests.RequestAsync("window/workDoneProgress/create", new WorkDoneProgressCreateParams(token), ProtocolJson.Default.WorkDoneProgressCreateParams);

        // A client that does not answer keeps nobody waiting.
        if (await Task.WhenAny(created, analysis).ConfigureAwait(false) == analysis)
            return await analysis.ConfigureAwait(false);
        Report(token, new WorkDoneProgress("begin", $"Checking {Path.GetFileName(wanted.Document.Path)}", null, null));
        try
        {
            return await analysis.ConfigureAwait(false);
        }
        finally
        {
            Report(token, new WorkDoneProgress("end", null, null, null));
        }
    }

    /// <summary>Tells how far work is, when the request gave it a name.</summary>
    public void Report(RequestId? token, WorkDoneProgress value)
    {
        if (token is { } known)
            server.Requests.Notify("$/progress", new ProgressParams(known, value), ProtocolJson.Default.ProgressParams);
    }
}
