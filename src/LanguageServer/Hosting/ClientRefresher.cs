namespace Dsl.LanguageServer.Hosting;

/// <summary>Has the client ask again for what it shows, after something changed that it does not know of.</summary>
internal sealed class ClientRefresher(ServerState server)
{
    /// <summary>Hints and lenses, as after a change of settings.</summary>
    public void RefreshSettings()
    {
        Ask("workspace/inlayHint/refresh", server.Client.RefreshesHints);
        Ask("workspace/codeLens/refresh", server.Client.RefreshesLenses);
    }

    /// <summary>Everything, as after a change of another file.</summary>
    public void RefreshAll()
    {
        RefreshSettings();
        Ask("workspace/semanticTokens/refresh", server.Client.RefreshesColors);
        Ask("workspace/diagnostic/refresh", server.Client.PullsDiagnostics && server.Client.RefreshesDiagnostics);
    }

    private void Ask(string method, bool isUnderstood)
    {
        if (isUnderstood)
            _ = server.Requests.RequestAsync(method);
    }
}
