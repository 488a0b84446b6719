using System.Collections.Immutable;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Text;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Which models and functions use which.</summary>
internal static class CallHierarchyFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentPositionParams, ImmutableArray<CallHierarchyItem>>(
                "textDocument/prepareCallHierarchy", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.ImmutableArrayCallHierarchyItem, PrepareAsync),
            new RequestMethod<CallHierarchyParams, ImmutableArray<CallHierarchyIncomingCall>>(
                "callHierarchy/incomingCalls", MethodClass.Worker, static () => ProtocolJson.Default.CallHierarchyParams, static () => ProtocolJson.Default.ImmutableArrayCallHierarchyIncomingCall, IncomingAsync),
            new RequestMethod<CallHierarchyParams, ImmutableArray<CallHierarchyOutgoingCall>>(
                "callHierarchy/outgoingCalls", MethodClass.Worker, static () => ProtocolJson.Default.CallHierarchyParams, static () => ProtocolJson.Default.ImmutableArrayCallHierarchyOutgoingCall, OutgoingAsync),
        ],
        static (capabilities, _) => capabilities with { CallHierarchyProvider = true });

    private static async ValueTask<ImmutableArray<CallHierarchyItem>> PrepareAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        return CallHierarchyService.Prepare(document.Analysis, document.Offset(parameters.Position)) is { } symbol && ItemOf(symbol, document.Places()) is { } item ? [item] : [];
    }

    private static async ValueTask<ImmutableArray<CallHierarchyIncomingCall>> IncomingAsync(RequestContext context, CallHierarchyParams parameters)
    {
        var (document, symbol) = await FindAsync(context, parameters.Item).ConfigureAwait(false);
        if (symbol is null)
            return [];
        var analyses = await WorkspaceAnalyses.NamingAsync(context, document, symbol, parameters.WorkDoneToken, isComplete: false).ConfigureAwait(false);
        var places = document.Places();
        return
        [
            .. CallHierarchyService.Incoming(analyses, symbol).Select(call => new CallHierarchyIncomingCall(
                call.Other is { } user && ItemOf(user, places) is { } item ? item : ScriptItem(call.Source, places), RangesOf(call, places))),
        ];
    }

    private static async ValueTask<ImmutableArray<CallHierarchyOutgoingCall>> OutgoingAsync(RequestContext context, CallHierarchyParams parameters)
    {
        var (document, symbol) = await FindAsync(context, parameters.Item).ConfigureAwait(false);
        if (symbol is null)
            return [];
        var places = document.Places();
        var calls = CallHierarchyService.Outgoing([document.Analysis], symbol);
        return [.. calls.Where(call => call.Other?.Declaration is not null).Select(call => new CallHierarchyOutgoingCall(ItemOf(call.Other!, places)!, RangesOf(call, places)))];
    }

    // What was asked for before may stand elsewhere by now; then nothing is found.
    private static async ValueTask<(AnalyzedDocument Document, Symbol? Symbol)> FindAsync(RequestContext context, CallHierarchyItem item)
    {
        var document = await context.AnalyzeAsync(new TextDocumentIdentifier(item.Uri)).ConfigureAwait(false);
        var symbol = CallHierarchyService.Prepare(document.Analysis, document.Offset(item.SelectionRange.Start));
        return (document, symbol?.Name == item.Name ? symbol : null);
    }

    private static CallHierarchyItem? ItemOf(Symbol symbol, Places places) => symbol.Declaration is { } name
        ? new CallHierarchyItem(symbol.Name, SymbolKinds.Of(symbol.Kind), places.UriOf(name.Source), places.RangeOf(symbol.FullDeclaration ?? name), places.RangeOf(name), symbol.Signature)
        : null;

    private static CallHierarchyItem ScriptItem(SourceText source, Places places)
    {
        var start = places.RangeOf(new SourceLocation(source, new TextSpan(0, 0)));
        return new CallHierarchyItem(Path.GetFileName(source.Path), ProtocolSymbolKind.File, places.UriOf(source), start, start);
    }

    private static ImmutableArray<ProtocolRange> RangesOf(ApplicationCall call, Places places) => [.. call.Sites.Select(site => places.RangeOf(new SourceLocation(call.Source, site)))];
}
