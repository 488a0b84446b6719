using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Hosting;

/// <summary>What the client can do, asked once.</summary>
internal sealed record ClientFeatures
{
    public static ClientFeatures None { get; } = Of(new ClientCapabilities());

    /// <summary>It asks for diagnostics itself, so none are sent unasked.</summary>
    public bool PullsDiagnostics { get; private init; }

    public bool ShowsRelatedInformation { get; private init; }

    public bool TakesVersionedEdits { get; private init; }

    public bool TakesLinks { get; private init; }

    public bool TakesSnippets { get; private init; }

    public bool ShowsMarkdown { get; private init; }

    public bool ShowsMarkdownInCompletions { get; private init; }

    public bool TakesNestedSymbols { get; private init; }

    public bool AnswersConfiguration { get; private init; }

    public bool RegistersConfiguration { get; private init; }

    public bool WatchesFiles { get; private init; }

    public bool WatchesOutsideFolders { get; private init; }

    public bool ShowsProgress { get; private init; }

    public bool ShowsServedDocuments { get; private init; }

    /// <summary>It has a grammar of its own, whose colours for words, signs, numbers, texts and comments it would only repeat.</summary>
    public bool ColorsByGrammar { get; private init; }

    public bool RefreshesColors { get; private init; }

    public bool RefreshesHints { get; private init; }

    public bool RefreshesLenses { get; private init; }

    public bool RefreshesDiagnostics { get; private init; }

    /// <summary>Reads the client's own words.</summary>
    public static ClientFeatures Of(ClientCapabilities client)
    {
        var workspace = client.Workspace;
        var documents = client.TextDocument;
        return new ClientFeatures
        {
            PullsDiagnostics = documents?.Diagnostic is not null,
            ShowsRelatedInformation = documents?.PublishDiagnostics?.RelatedInformation ?? false,
            TakesVersionedEdits = workspace?.WorkspaceEdit?.DocumentChanges ?? false,
            TakesLinks = documents?.Definition?.LinkSupport ?? false,
            TakesSnippets = documents?.Completion?.CompletionItem?.SnippetSupport ?? false,
            ShowsMarkdown = documents?.Hover?.ContentFormat is not { } hover || hover.Contains(MarkupContent.Markdown),
            ShowsMarkdownInCompletions = documents?.Completion?.CompletionItem?.DocumentationFormat?.Contains(MarkupContent.Markdown) ?? false,
            TakesNestedSymbols = documents?.DocumentSymbol?.HierarchicalDocumentSymbolSupport ?? false,
            AnswersConfiguration = workspace?.Configuration ?? false,
            RegistersConfiguration = workspace?.DidChangeConfiguration?.DynamicRegistration ?? false,
            WatchesFiles = workspace?.DidChangeWatchedFiles?.DynamicRegistration ?? false,
            WatchesOutsideFolders = workspace?.DidChangeWatchedFiles?.RelativePatternSupport ?? false,
            ShowsProgress = client.Window?.WorkDoneProgress ?? false,
            ShowsServedDocuments = workspace?.TextDocumentContent is not null,
            ColorsByGrammar = documents?.SemanticTokens?.AugmentsSyntaxTokens ?? false,
            RefreshesColors = workspace?.SemanticTokens?.RefreshSupport ?? false,
            RefreshesHints = workspace?.InlayHint?.RefreshSupport ?? false,
            RefreshesLenses = workspace?.CodeLens?.RefreshSupport ?? false,
            RefreshesDiagnostics = workspace?.Diagnostics?.RefreshSupport ?? false,
        };
    }
}
