using System.Collections.Immutable;

namespace Dsl.LanguageServer.Protocol;

/// <summary>The colours of a document as numbers, five for each piece, and the name of this state of them.</summary>
internal sealed record SemanticTokens(string? ResultId, ImmutableArray<uint> Data);

/// <summary>A question for what changed since a state of the colours.</summary>
internal sealed record SemanticTokensDeltaParams(TextDocumentIdentifier TextDocument, string PreviousResultId);

/// <summary>What changed since a state of the colours; all of them where that state is not known any more.</summary>
internal sealed record SemanticTokensDelta(string? ResultId, ImmutableArray<SemanticTokensEdit>? Edits, ImmutableArray<uint>? Data);

/// <summary>Numbers that replace others.</summary>
internal sealed record SemanticTokensEdit(uint Start, uint DeleteCount, ImmutableArray<uint>? Data);
