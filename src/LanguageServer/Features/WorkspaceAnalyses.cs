using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Features;

/// <summary>The scripts of the workspace in which something may be named.</summary>
internal static class WorkspaceAnalyses
{
    /// <summary>
    /// The analyses of all scripts, open or not, that may name a symbol: those whose text has its name in it and that import something or declare it;
    /// the document of the question comes first.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="first">The document of the question.</param>
    /// <param name="symbol">The symbol.</param>
    /// <param name="token">What the client calls this work, when it wants to be told of its progress.</param>
    /// <param name="isComplete">Whether none may be missing: where there are too many to look at, the request fails.</param>
    public static async ValueTask<ImmutableArray<ScriptAnalysis>> NamingAsync(RequestContext context, AnalyzedDocument first, Symbol symbol, RequestId? token, bool isComplete)
    {
        var word = symbol.Name;
        var declaring = symbol.IsBuiltIn || symbol.IsLibrary ? null : symbol.Declaration?.Source.Path;
        var found = new List<DocumentAnalysis>();
        foreach (var open in context.Snapshot.Documents.Values)
        {
            var content = open.Document.Source.Content;
            var canSee = declaring is null || open.Document.Path == declaring || content.Contains("import", StringComparison.Ordinal);
            if (!ReferenceEquals(open.Document, first.Document) && canSee && content.Contains(word, StringComparison.Ordinal))
                found.Add(open);
        }

        var bytes = Encoding.UTF8.GetBytes(word);
        var paths = ClosedScripts.List(context.Snapshot, ClosedScripts.MostSearched, context.Cancel, out var areAll);
        if (isComplete && !areAll)
            throw new RequestFailedException(ErrorCode.RequestFailed, $"below the open folders there are more scripts than can be looked through ({ClosedScripts.MostSearched}), so some that name it could be missed");
        foreach (var path in paths)
        {
            context.Cancel.ThrowIfCancellationRequested();
            if (path == first.Document.Path || context.Server.Workspace.Disk.ReadPrefix(path, ClosedScripts.LargestScript) is not { } text)
                continue;
            var canSee = declaring is null || path == declaring || text.AsSpan().IndexOf("import"u8) >= 0;
            if (canSee && text.AsSpan().IndexOf(bytes) >= 0 && context.Server.Scripts.FindPath(path, context.Snapshot) is { } closed)
                found.Add(closed);
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
