using System.Text.Json.Serialization;

namespace Dsl.LanguageServer.Protocol;

/// <summary>A place between two characters: a line and the UTF-16 code units before it in that line, both from 0.</summary>
internal sealed record Position(uint Line, uint Character);

/// <summary>A stretch of a text; the end is not part of it.</summary>
internal sealed record ProtocolRange(Position Start, Position End);

/// <summary>A stretch of a document.</summary>
internal sealed record Location(string Uri, ProtocolRange Range);

/// <summary>A stretch of a document with what it belongs to and where the question was asked.</summary>
internal sealed record LocationLink(ProtocolRange? OriginSelectionRange, string TargetUri, ProtocolRange TargetRange, ProtocolRange TargetSelectionRange);

/// <summary>A document.</summary>
internal sealed record TextDocumentIdentifier(string Uri);

/// <summary>A version of a document.</summary>
internal sealed record VersionedTextDocumentIdentifier(string Uri, int Version);

/// <summary>A version of a document; without one for what lies on the disk.</summary>
internal sealed record OptionalVersionedTextDocumentIdentifier(string Uri, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Version);

/// <summary>A folder that is open in the editor.</summary>
internal sealed record WorkspaceFolder(string Uri, string Name);

/// <summary>A document and a place in it.</summary>
internal sealed record TextDocumentPositionParams(TextDocumentIdentifier TextDocument, Position Position);
