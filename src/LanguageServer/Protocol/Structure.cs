using System.Collections.Immutable;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>A question about a whole document.</summary>
internal sealed record TextDocumentParams(TextDocumentIdentifier TextDocument);

/// <summary>A question about a stretch of a document.</summary>
internal sealed record TextDocumentRangeParams(TextDocumentIdentifier TextDocument, ProtocolRange Range);

/// <summary>Lines that can be hidden.</summary>
internal sealed record ProtocolFoldingRange(uint StartLine, uint? StartCharacter, uint EndLine, uint? EndCharacter, string? Kind);

/// <summary>A question for what to select round each of some places.</summary>
internal sealed record SelectionRangeParams(TextDocumentIdentifier TextDocument, ImmutableArray<Position> Positions) : IHasParts
{
    bool IHasParts.HasAllParts => !Positions.Contains(null!);
}

/// <summary>What to select, and what round it.</summary>
internal sealed record SelectionRange(ProtocolRange Range, SelectionRange? Parent);

/// <summary>A piece of text that leads to another document.</summary>
internal sealed record ProtocolDocumentLink(ProtocolRange Range, string? Target);

/// <summary>A question for the form of a line just typed.</summary>
internal sealed record DocumentOnTypeFormattingParams(TextDocumentIdentifier TextDocument, Position Position, string Ch);

/// <summary>A symbol of a document with what it contains.</summary>
internal sealed record DocumentSymbol(
    string Name, string? Detail, ProtocolSymbolKind Kind, ProtocolRange Range, ProtocolRange SelectionRange, ImmutableArray<DocumentSymbol>? Children);

/// <summary>A symbol and its place.</summary>
internal sealed record SymbolInformation(string Name, ProtocolSymbolKind Kind, Location Location, string? ContainerName);

/// <summary>Some letters of the name of a symbol of the workspace.</summary>
internal sealed record WorkspaceSymbolParams(string Query, RequestId? WorkDoneToken = null);

/// <summary>What symbols are, in the numbers of the protocol.</summary>
internal enum ProtocolSymbolKind
{
    File = 1,
    Module = 2,
    Namespace = 3,
    Class = 5,
    Property = 7,
    Field = 8,
    Function = 12,
    Variable = 13,
    Constant = 14,
    Struct = 23,
    Operator = 25,
    TypeParameter = 26,
}
