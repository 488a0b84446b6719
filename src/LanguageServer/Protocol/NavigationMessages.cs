using System.Collections.Immutable;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>What is shown at a place.</summary>
internal sealed record ProtocolHover(MarkupContent Contents, ProtocolRange? Range);

/// <summary>A question for the places that name what a place names.</summary>
internal sealed record ReferenceParams(TextDocumentIdentifier TextDocument, Position Position, ReferenceContext Context, RequestId? WorkDoneToken = null);

/// <summary>Whether the declaration counts.</summary>
internal sealed record ReferenceContext(bool IncludeDeclaration);

/// <summary>A place of the document that names the same: 2 reads it, 3 writes it.</summary>
internal sealed record DocumentHighlight(ProtocolRange Range, int? Kind);

/// <summary>A new name for what a place names.</summary>
internal sealed record RenameParams(TextDocumentIdentifier TextDocument, Position Position, string NewName, RequestId? WorkDoneToken = null);

/// <summary>The name that would be changed.</summary>
internal sealed record PrepareRenamePlaceholder(ProtocolRange Range, string Placeholder);

/// <summary>A declaration whose users, or whose parts, can be asked for.</summary>
internal sealed record CallHierarchyItem(string Name, ProtocolSymbolKind Kind, string Uri, ProtocolRange Range, ProtocolRange SelectionRange, string? Detail = null);

/// <summary>A question about a declaration.</summary>
internal sealed record CallHierarchyParams(CallHierarchyItem Item, RequestId? WorkDoneToken = null);

/// <summary>Who uses it, and where.</summary>
internal sealed record CallHierarchyIncomingCall(CallHierarchyItem From, ImmutableArray<ProtocolRange> FromRanges);

/// <summary>What it uses, and where.</summary>
internal sealed record CallHierarchyOutgoingCall(CallHierarchyItem To, ImmutableArray<ProtocolRange> FromRanges);
