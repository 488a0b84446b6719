using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;
using Dsl.LanguageServer.Documents;

namespace Dsl.LanguageServer.Workspaces;

/// <summary>
/// The analysis of one version of a document among the files as they are: made when somebody first wants it, once for all who do, and given up
/// when nobody wants it any more.
/// </summary>
internal sealed class DocumentAnalysis(OpenDocument document, WorkspaceFiles files, AnalysisQueue queue)
{
    private readonly Lock access = new();
    private readonly Lazy<SyntaxTree> tree = new(() => SyntaxTree.Parse(document.Source));
    private Attempt? attempt;
    private int wanted;
    private bool wasAskedFor;

    public OpenDocument Document { get; } = document;

    /// <summary>Tells this analysis from every other.</summary>
    public string Id { get; } = queue.NextId();

    /// <summary>What it looked at; complete once it is finished.</summary>
    public WorkspaceFiles Files { get; } = files;

    /// <summary>Whether it is finished.</summary>
    public bool IsFinished => Volatile.Read(ref attempt) is { Work.IsCompletedSuccessfully: true };

    /// <summary>Whether anybody ever asked for it: nobody can have been given anything else.</summary>
    public bool WasAskedFor => Volatile.Read(ref wasAskedFor);

    /// <summary>The tree alone, which needs no analysis.</summary>
    public SyntaxTree Tree => tree.Value;

    /// <summary>The finished analysis.</summary>
    public async Task<ScriptAnalysis> GetAsync(CancellationToken cancel)
    {
        var task = Want();
        try
        {
            return await task.WaitAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    private Task<ScriptAnalysis> Want()
    {
        lock (access)
        {
            wanted++;
            Volatile.Write(ref wasAskedFor, true);
            if (attempt is null)
            {
                var cancellation = new CancellationTokenSource();
                attempt = new Attempt(queue.Run(token => ScriptAnalysis.Of(Document.Versions, Tree, Files, token), cancellation.Token), cancellation);
            }

            return attempt.Work;
        }
    }

    private void Release()
    {
        lock (access)
        {
            if (--wanted > 0 || attempt is not { Work.IsCompleted: false })
                return;

            // Whoever wants it from now on begins anew.
            attempt.Cancellation.Cancel();
            attempt = null;
        }
    }

    private sealed record Attempt(Task<ScriptAnalysis> Work, CancellationTokenSource Cancellation);
}
