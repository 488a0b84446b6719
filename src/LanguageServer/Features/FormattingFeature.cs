using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Services.Editing;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Text in the one style of the language: all of it, a part, the line just typed.</summary>
internal static class FormattingFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentParams, ImmutableArray<ProtocolTextEdit>>(
                "textDocument/formatting", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.ImmutableArrayProtocolTextEdit, static (context, parameters) =>
                {
                    var found = context.Document(parameters.TextDocument.Uri);
                    return Answer(found.Document, FormattingService.Document(found.Tree));
                }),
            new RequestMethod<TextDocumentRangeParams, ImmutableArray<ProtocolTextEdit>>(
                "textDocument/rangeFormatting", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentRangeParams, static () => ProtocolJson.Default.ImmutableArrayProtocolTextEdit, static (context, parameters) =>
                {
                    var found = context.Document(parameters.TextDocument.Uri);
                    return Answer(found.Document, FormattingService.Range(found.Tree, found.Document.Lines.SpanOf(parameters.Range)));
                }),
            new RequestMethod<DocumentOnTypeFormattingParams, ImmutableArray<ProtocolTextEdit>>(
                "textDocument/onTypeFormatting", MethodClass.Typing, static () => ProtocolJson.Default.DocumentOnTypeFormattingParams, static () => ProtocolJson.Default.ImmutableArrayProtocolTextEdit, static (context, parameters) =>
                {
                    var found = context.Document(parameters.TextDocument.Uri);
                    return parameters.Ch is [var typed]
                        ? Answer(found.Document, FormattingService.OnType(found.Tree, found.Document.Lines.OffsetOf(parameters.Position), typed))
                        : Answer(found.Document, []);
                }),
        ],
        static (capabilities, _) => capabilities with
        {
            DocumentFormattingProvider = true,
            DocumentRangeFormattingProvider = true,
            DocumentOnTypeFormattingProvider = new DocumentOnTypeFormattingOptions("}", ["\n"]),
        });

    private static ValueTask<ImmutableArray<ProtocolTextEdit>> Answer(OpenDocument document, ImmutableArray<TextEdit> edits) =>
        new([.. edits.Select(edit => new ProtocolTextEdit(document.Lines.RangeOf(edit.Location.Span), edit.NewText))]);
}
