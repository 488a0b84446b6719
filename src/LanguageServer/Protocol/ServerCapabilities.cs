using System.Collections.Immutable;

namespace Dsl.LanguageServer.Protocol;

/// <summary>What the server can do; what is null it cannot.</summary>
internal sealed record ServerCapabilities(string PositionEncoding, TextDocumentSyncOptions TextDocumentSync)
{
    public bool? HoverProvider { get; init; }

    public CompletionOptions? CompletionProvider { get; init; }

    public SignatureHelpOptions? SignatureHelpProvider { get; init; }

    public bool? DefinitionProvider { get; init; }

    public bool? ReferencesProvider { get; init; }

    public bool? DocumentHighlightProvider { get; init; }

    public bool? DocumentSymbolProvider { get; init; }

    public CodeActionOptions? CodeActionProvider { get; init; }

    public CodeLensOptions? CodeLensProvider { get; init; }

    public DocumentLinkOptions? DocumentLinkProvider { get; init; }

    public bool? DocumentFormattingProvider { get; init; }

    public bool? DocumentRangeFormattingProvider { get; init; }

    public DocumentOnTypeFormattingOptions? DocumentOnTypeFormattingProvider { get; init; }

    public RenameOptions? RenameProvider { get; init; }

    public bool? FoldingRangeProvider { get; init; }

    public bool? SelectionRangeProvider { get; init; }

    public bool? CallHierarchyProvider { get; init; }

    public SemanticTokensOptions? SemanticTokensProvider { get; init; }

    public bool? InlayHintProvider { get; init; }

    public DiagnosticOptions? DiagnosticProvider { get; init; }

    public bool? WorkspaceSymbolProvider { get; init; }

    public WorkspaceOptions? Workspace { get; init; }
}

/// <summary>How documents are kept alike: 2 stands for incremental changes.</summary>
internal sealed record TextDocumentSyncOptions(bool OpenClose, int Change, SaveOptions? Save);

/// <summary>Whether the text is sent when a document is saved.</summary>
internal sealed record SaveOptions(bool? IncludeText);

/// <summary>The characters after which completions are asked for.</summary>
internal sealed record CompletionOptions(ImmutableArray<string>? TriggerCharacters);

/// <summary>The characters after which the signature is asked for, first or again.</summary>
internal sealed record SignatureHelpOptions(ImmutableArray<string>? TriggerCharacters, ImmutableArray<string>? RetriggerCharacters);

/// <summary>The kinds of actions there are.</summary>
internal sealed record CodeActionOptions(ImmutableArray<string>? CodeActionKinds);

/// <summary>Whether lenses come in two steps.</summary>
internal sealed record CodeLensOptions(bool? ResolveProvider);

/// <summary>Whether links come in two steps.</summary>
internal sealed record DocumentLinkOptions(bool? ResolveProvider);

/// <summary>The characters after which text is put in form.</summary>
internal sealed record DocumentOnTypeFormattingOptions(string FirstTriggerCharacter, ImmutableArray<string>? MoreTriggerCharacter);

/// <summary>Whether a renaming can be prepared.</summary>
internal sealed record RenameOptions(bool? PrepareProvider);

/// <summary>What the numbers of colours mean, and for which parts of a document they can be asked for.</summary>
internal sealed record SemanticTokensOptions(SemanticTokensLegend Legend, bool? Range, SemanticTokensFullDelta? Full);

/// <summary>What the numbers of colours mean.</summary>
internal sealed record SemanticTokensLegend(ImmutableArray<string> TokenTypes, ImmutableArray<string> TokenModifiers);

/// <summary>Whether only what changed can be asked for.</summary>
internal sealed record SemanticTokensFullDelta(bool? Delta);

/// <summary>How diagnostics can be asked for.</summary>
internal sealed record DiagnosticOptions(string? Identifier, bool InterFileDependencies, bool WorkspaceDiagnostics);

/// <summary>What the server can do about the workspace.</summary>
internal sealed record WorkspaceOptions(WorkspaceFoldersServerCapabilities? WorkspaceFolders, TextDocumentContentOptions? TextDocumentContent);

/// <summary>That several folders are taken, and their changes.</summary>
internal sealed record WorkspaceFoldersServerCapabilities(bool? Supported, bool? ChangeNotifications);

/// <summary>The schemes of documents whose text the server gives.</summary>
internal sealed record TextDocumentContentOptions(ImmutableArray<string> Schemes);
