using System.Collections.Immutable;
using Dsl.Language.Services.Structure;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Names of files that lead to them.</summary>
internal static class LinkFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentParams, ImmutableArray<ProtocolDocumentLink>>(
                "textDocument/documentLink", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.ImmutableArrayProtocolDocumentLink, Links),
        ],
        static (capabilities, _) => capabilities with { DocumentLinkProvider = new DocumentLinkOptions(false) });

    private static ValueTask<ImmutableArray<ProtocolDocumentLink>> Links(RequestContext context, TextDocumentParams parameters)
    {
        var found = context.Document(parameters.TextDocument.Uri);
        return new ValueTask<ImmutableArray<ProtocolDocumentLink>>(
            [.. LinkService.Of(found.Tree, found.Files).Select(link => new ProtocolDocumentLink(found.Document.Lines.RangeOf(link.Span), DocumentUri.FromPath(link.FullPath)))]);
    }
}
