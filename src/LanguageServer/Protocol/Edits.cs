using System.Collections.Immutable;
using System.Text.Json;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>Replaces a stretch of a text by another text.</summary>
internal sealed record ProtocolTextEdit(ProtocolRange Range, string NewText);

/// <summary>What changes in one document.</summary>
internal sealed record TextDocumentEdit(OptionalVersionedTextDocumentIdentifier TextDocument, ImmutableArray<ProtocolTextEdit> Edits);

/// <summary>What changes in several documents: by version where the client can, else by name.</summary>
internal sealed record WorkspaceEdit(ImmutableDictionary<string, ImmutableArray<ProtocolTextEdit>>? Changes, ImmutableArray<TextDocumentEdit>? DocumentChanges);

/// <summary>Something that the client is to do.</summary>
internal sealed record Command(string Title, [property: System.Text.Json.Serialization.JsonPropertyName("command")] string Name, ImmutableArray<JsonElement>? Arguments);

/// <summary>A text for reading, plain or as Markdown.</summary>
internal sealed record MarkupContent(string Kind, string Value)
{
    public const string Markdown = "markdown";

    public const string PlainText = "plaintext";
}

/// <summary>The name of a piece of work whose progress is told.</summary>
internal sealed record WorkDoneProgressCreateParams(RequestId Token);

/// <summary>How far a piece of work is.</summary>
internal sealed record ProgressParams(RequestId Token, WorkDoneProgress Value);

/// <summary>The beginning, a step, or the end of work, by its kind.</summary>
internal sealed record WorkDoneProgress(string Kind, string? Title, string? Message, uint? Percentage);
