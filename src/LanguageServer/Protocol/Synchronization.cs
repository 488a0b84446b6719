using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>A document with its text.</summary>
internal sealed record TextDocumentItem(string Uri, string LanguageId, int Version, [property: JsonConverter(typeof(TextConverter))] string Text);

/// <summary>A document was opened; from now on its text is what the client says.</summary>
internal sealed record DidOpenTextDocumentParams(TextDocumentItem TextDocument);

/// <summary>A document changed.</summary>
internal sealed record DidChangeTextDocumentParams(VersionedTextDocumentIdentifier TextDocument, ImmutableArray<TextDocumentContentChangeEvent> ContentChanges) : IHasParts
{
    bool IHasParts.HasAllParts => !ContentChanges.Contains(null!);
}

/// <summary>One change: the new text of a stretch, or of the whole where none is named.</summary>
internal sealed record TextDocumentContentChangeEvent([property: JsonConverter(typeof(TextConverter))] string Text, ProtocolRange? Range = null);

/// <summary>A document was closed; from now on its text is what lies on the disk.</summary>
internal sealed record DidCloseTextDocumentParams(TextDocumentIdentifier TextDocument);

/// <summary>A document was saved.</summary>
internal sealed record DidSaveTextDocumentParams(TextDocumentIdentifier TextDocument);
