using System.Collections.Immutable;

namespace Dsl.LanguageServer.Protocol;

/// <summary>What the client can do, as far as the server asks.</summary>
internal sealed record ClientCapabilities(
    WorkspaceClientCapabilities? Workspace = null,
    TextDocumentClientCapabilities? TextDocument = null,
    WindowClientCapabilities? Window = null,
    GeneralClientCapabilities? General = null);

/// <summary>What it can do about the workspace.</summary>
internal sealed record WorkspaceClientCapabilities(
    bool? Configuration = null,
    WorkspaceEditClientCapabilities? WorkspaceEdit = null,
    DidChangeConfigurationClientCapabilities? DidChangeConfiguration = null,
    DidChangeWatchedFilesClientCapabilities? DidChangeWatchedFiles = null,
    SemanticTokensWorkspaceClientCapabilities? SemanticTokens = null,
    CodeLensWorkspaceClientCapabilities? CodeLens = null,
    InlayHintWorkspaceClientCapabilities? InlayHint = null,
    DiagnosticWorkspaceClientCapabilities? Diagnostics = null,
    TextDocumentContentClientCapabilities? TextDocumentContent = null);

/// <summary>Whether edits may name versions.</summary>
internal sealed record WorkspaceEditClientCapabilities(bool? DocumentChanges = null);

/// <summary>Whether it tells changes of its settings when asked to.</summary>
internal sealed record DidChangeConfigurationClientCapabilities(bool? DynamicRegistration = null);

/// <summary>Whether it watches files, and relative to folders.</summary>
internal sealed record DidChangeWatchedFilesClientCapabilities(bool? DynamicRegistration = null, bool? RelativePatternSupport = null);

/// <summary>Whether it asks for colours again when told to.</summary>
internal sealed record SemanticTokensWorkspaceClientCapabilities(bool? RefreshSupport = null);

/// <summary>Whether it asks for lenses again when told to.</summary>
internal sealed record CodeLensWorkspaceClientCapabilities(bool? RefreshSupport = null);

/// <summary>Whether it asks for hints again when told to.</summary>
internal sealed record InlayHintWorkspaceClientCapabilities(bool? RefreshSupport = null);

/// <summary>Whether it asks for diagnostics again when told to.</summary>
internal sealed record DiagnosticWorkspaceClientCapabilities(bool? RefreshSupport = null);

/// <summary>Whether it shows documents whose text the server gives.</summary>
internal sealed record TextDocumentContentClientCapabilities(bool? DynamicRegistration = null);

/// <summary>What it can do with documents.</summary>
internal sealed record TextDocumentClientCapabilities(
    CompletionClientCapabilities? Completion = null,
    HoverClientCapabilities? Hover = null,
    DefinitionClientCapabilities? Definition = null,
    DocumentSymbolClientCapabilities? DocumentSymbol = null,
    PublishDiagnosticsClientCapabilities? PublishDiagnostics = null,
    DiagnosticClientCapabilities? Diagnostic = null,
    FoldingRangeClientCapabilities? FoldingRange = null,
    CodeActionClientCapabilities? CodeAction = null,
    SemanticTokensClientCapabilities? SemanticTokens = null);

/// <summary>What it does with colours.</summary>
internal sealed record SemanticTokensClientCapabilities(bool? AugmentsSyntaxTokens = null);

/// <summary>What it shows of completions.</summary>
internal sealed record CompletionClientCapabilities(ClientCompletionItemOptions? CompletionItem = null);

/// <summary>What it shows of a completion.</summary>
internal sealed record ClientCompletionItemOptions(bool? SnippetSupport = null, ImmutableArray<string>? DocumentationFormat = null, bool? LabelDetailsSupport = null);

/// <summary>In which form it shows a hover.</summary>
internal sealed record HoverClientCapabilities(ImmutableArray<string>? ContentFormat = null);

/// <summary>Whether it takes links instead of places.</summary>
internal sealed record DefinitionClientCapabilities(bool? LinkSupport = null);

/// <summary>Whether it takes symbols within symbols.</summary>
internal sealed record DocumentSymbolClientCapabilities(bool? HierarchicalDocumentSymbolSupport = null);

/// <summary>What it shows of diagnostics that are sent to it.</summary>
internal sealed record PublishDiagnosticsClientCapabilities(bool? RelatedInformation = null, bool? VersionSupport = null, bool? CodeDescriptionSupport = null, bool? DataSupport = null);

/// <summary>Whether it asks for diagnostics itself.</summary>
internal sealed record DiagnosticClientCapabilities(bool? DynamicRegistration = null, bool? RelatedDocumentSupport = null);

/// <summary>Whether it folds whole lines only.</summary>
internal sealed record FoldingRangeClientCapabilities(bool? LineFoldingOnly = null);

/// <summary>Whether it takes actions rather than commands.</summary>
internal sealed record CodeActionClientCapabilities(ClientCodeActionLiteralOptions? CodeActionLiteralSupport = null, bool? IsPreferredSupport = null);

/// <summary>The kinds of actions it tells apart.</summary>
internal sealed record ClientCodeActionLiteralOptions(ClientCodeActionKindOptions? CodeActionKind = null);

/// <summary>The names of those kinds.</summary>
internal sealed record ClientCodeActionKindOptions(ImmutableArray<string>? ValueSet = null);

/// <summary>What it can do with its windows.</summary>
internal sealed record WindowClientCapabilities(bool? WorkDoneProgress = null);

/// <summary>What holds for everything.</summary>
internal sealed record GeneralClientCapabilities(ImmutableArray<string>? PositionEncodings = null);
