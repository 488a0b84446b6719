using Dsl.Language.Services.Hovers;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>What is known of what a place names.</summary>
internal static class HoverFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentPositionParams, ProtocolHover>(
                "textDocument/hover", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.ProtocolHover, ShowAsync),
        ],
        static (capabilities, _) => capabilities with { HoverProvider = true });

    private static async ValueTask<ProtocolHover?> ShowAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        return HoverService.At(document.Analysis, document.Offset(parameters.Position)) is { } hover
            ? new ProtocolHover(Markup.Of(hover.Markdown, context.Server.Client.ShowsMarkdown)!, document.Range(hover.Span))
            : null;
    }
}
