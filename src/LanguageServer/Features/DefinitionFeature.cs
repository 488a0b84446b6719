using System.Collections.Immutable;
using System.Text.Json;
using Dsl.Language.Services.Symbols;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Where something is declared, and where else it is named.</summary>
internal static class DefinitionFeature
{
    private const int Read = 2;
    private const int Write = 3;

    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentPositionParams, JsonElement>(
                "textDocument/definition", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.JsonElement, DefinitionAsync),
            new RequestMethod<ReferenceParams, ImmutableArray<Location>>(
                "textDocument/references", MethodClass.Worker, static () => ProtocolJson.Default.ReferenceParams, static () => ProtocolJson.Default.ImmutableArrayLocation, ReferencesAsync),
            new RequestMethod<TextDocumentPositionParams, ImmutableArray<DocumentHighlight>>(
                "textDocument/documentHighlight", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.ImmutableArrayDocumentHighlight, HighlightsAsync),
        ],
        static (capabilities, _) => capabilities with { DefinitionProvider = true, ReferencesProvider = true, DocumentHighlightProvider = true });

    private static async ValueTask<JsonElement> DefinitionAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var position = document.Offset(parameters.Position);
        var places = document.Places();
        var found = DefinitionService.At(document.Analysis, position).Select(places.Of);
        if (!context.Server.Client.TakesLinks)
            return JsonSerializer.SerializeToElement([.. found], ProtocolJson.Default.ImmutableArrayLocation);
        var reference = document.Analysis.Symbols.At(position);
        var origin = reference is null ? null : document.Range(reference.Span);
        var whole = reference?.Symbol.FullDeclaration is { } declaration ? places.RangeOf(declaration) : null;
        return JsonSerializer.SerializeToElement([.. found.Select(place => new LocationLink(origin, place.Uri, whole ?? place.Range, place.Range))], ProtocolJson.Default.ImmutableArrayLocationLink);
    }

    private static async ValueTask<ImmutableArray<Location>> ReferencesAsync(RequestContext context, ReferenceParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        if (document.Analysis.Symbols.At(document.Offset(parameters.Position)) is not { } reference)
            return [];
        var analyses = await WorkspaceAnalyses.NamingAsync(context, document, reference.Symbol, parameters.WorkDoneToken, isComplete: false).ConfigureAwait(false);
        var places = document.Places();
        return [.. ReferenceService.Of(analyses, reference.Symbol, parameters.Context.IncludeDeclaration).Select(places.Of)];
    }

    private static async ValueTask<ImmutableArray<DocumentHighlight>> HighlightsAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        return [.. ReferenceService.HighlightsAt(document.Analysis, document.Offset(parameters.Position)).Select(h => new DocumentHighlight(document.Range(h.Span), h.IsWrite ? Write : Read))];
    }
}
