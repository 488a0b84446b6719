using System.Collections.Immutable;
using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Protocol;

/// <summary>Proposals for a place.</summary>
internal sealed record ProtocolCompletionList(bool IsIncomplete, ImmutableArray<ProtocolCompletionItem> Items);

/// <summary>A proposal: 2 as the form of its text stands for a snippet.</summary>
internal sealed record ProtocolCompletionItem(
    string Label, ProtocolCompletionKind? Kind, string? Detail, MarkupContent? Documentation, string? SortText, string? FilterText, int? InsertTextFormat, ProtocolTextEdit? TextEdit);

/// <summary>What proposals are, in the numbers of the protocol.</summary>
internal enum ProtocolCompletionKind
{
    Text = 1,
    Function = 3,
    Field = 5,
    Variable = 6,
    Class = 7,
    Module = 9,
    Property = 10,
    Keyword = 14,
    Snippet = 15,
    File = 17,
    Folder = 19,
    EnumMember = 20,
    Constant = 21,
    Struct = 22,
    Operator = 24,
    TypeParameter = 25,
}

/// <summary>What the call round a place takes.</summary>
internal sealed record ProtocolSignatureHelp(ImmutableArray<SignatureInformation> Signatures, uint? ActiveSignature, uint? ActiveParameter);

/// <summary>One signature.</summary>
internal sealed record SignatureInformation(string Label, MarkupContent? Documentation, ImmutableArray<ParameterInformation>? Parameters);

/// <summary>One parameter: where it stands in the signature, and what it is for.</summary>
internal sealed record ParameterInformation(ImmutableArray<uint> Label, MarkupContent? Documentation);

/// <summary>Words shown between the letters of a text: kind 1 for types, 2 for parameters.</summary>
internal sealed record InlayHint(Position Position, string Label, int? Kind, MarkupContent? Tooltip, bool? PaddingLeft, bool? PaddingRight);

/// <summary>A question for what could be done at a stretch of a document.</summary>
internal sealed record CodeActionParams(TextDocumentIdentifier TextDocument, ProtocolRange Range, CodeActionContext Context) : IHasParts
{
    bool IHasParts.HasAllParts => Context.Only is not { } only || !only.Contains(null!);
}

/// <summary>The kinds of actions that are asked for; all where none is named.</summary>
internal sealed record CodeActionContext(ImmutableArray<string>? Only = null);

/// <summary>Something that could be done.</summary>
internal sealed record CodeAction(string Title, string? Kind, ImmutableArray<ProtocolDiagnostic>? Diagnostics, bool? IsPreferred, WorkspaceEdit? Edit);

/// <summary>An offer above a line.</summary>
internal sealed record CodeLens(ProtocolRange Range, Command? Command);
