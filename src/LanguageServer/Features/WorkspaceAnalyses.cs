using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Services.Analysis;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Features;

/// <summary>The scripts of the workspace in which something may be named.</summary>
internal static class WorkspaceAnalyses
{
    /// <summary>The analyses of all scripts, open or not, whose text has a word in it; the document of the question comes first.</summary>
    /// <param name="context">The request.</param>
    /// <param name="first">The document of the question.</param>
    /// <param name="word">The word.</param>
    /// <param name="token">What the client calls this work, when it wants to be told of its progress.</param>
    public static async ValueTask<ImmutableArray<ScriptAnalysis>> NamingAsync(RequestContext context, AnalyzedDocument first, string word, RequestId? token)
    {
        var found = new List<DocumentAnalysis>();
        foreach (var open in context.Snapshot.Documents.Values)
        {
            if (!ReferenceEquals(open.Document, first.Document) && open.Document.Source.Content.Contains(word, StringComparison.Ordinal))
                found.Add(open);
        }

        var bytes = Encoding.UTF8.GetBytes(word);
        foreach (var path in ClosedScripts.List(context.Snapshot, context.Cancel))
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (path != first.Document.Path && context.Server.Workspace.Disk.ReadPrefix(path, ClosedScripts.LargestScript) is { } text && text.AsSpan().IndexOf(bytes) >= 0
                && context.Server.Scripts.FindPath(path, context.Snapshot) is { } closed)
            {
                found.Add(closed);
            }
        }

        var analyses = ImmutableArray.CreateBuilder<ScriptAnalysis>(found.Count + 1);
        analyses.Add(first.Analysis);
        context.Server.Progress.Report(token, new WorkDoneProgress("begin", $"Looking for {word}", null, 0));
        for (var i = 0; i < found.Count; i++)
        {
            analyses.Add(await found[i].GetAsync(context.Cancel).ConfigureAwait(false));
            context.Server.Progress.Report(token, new WorkDoneProgress("report", null, Path.GetFileName(found[i].Document.Path), (uint)(100 * (i + 1) / found.Count)));
        }

        context.Server.Progress.Report(token, new WorkDoneProgress("end", null, null, null));
        return analyses.MoveToImmutable();
    }
}
