using Dsl.Language.Services.Analysis;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Features;

/// <summary>A document and its finished analysis, as a request sees them.</summary>
internal sealed record AnalyzedDocument(OpenDocument Document, ScriptAnalysis Analysis, WorkspaceSnapshot Snapshot)
{
    /// <summary>The offset of a position.</summary>
    public int Offset(Position position) => Document.Lines.OffsetOf(position);

    /// <summary>The range of a span.</summary>
    public ProtocolRange Range(Dsl.Language.Text.TextSpan span) => Document.Lines.RangeOf(span);

    /// <summary>Says places of other texts, too.</summary>
    public Places Places() => new(Document, Snapshot);
}

/// <summary>What most requests begin with.</summary>
internal static class DocumentQuestions
{
    /// <summary>The finished analysis of a document.</summary>
    public static async ValueTask<AnalyzedDocument> AnalyzeAsync(this RequestContext context, TextDocumentIdentifier document)
    {
        var found = context.Document(document.Uri);
        var analysis = await found.GetAsync(context.Cancel).ConfigureAwait(false);
        return new AnalyzedDocument(found.Document, analysis, context.Snapshot);
    }
}
