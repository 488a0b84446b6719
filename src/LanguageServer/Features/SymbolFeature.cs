using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Dsl.Language.Services.Structure;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Features;

/// <summary>The outline of a document, and symbols of the workspace by their names.</summary>
internal static class SymbolFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentParams, JsonElement>(
                "textDocument/documentSymbol", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.JsonElement, OutlineAsync),
            new RequestMethod<WorkspaceSymbolParams, ImmutableArray<SymbolInformation>>(
                "workspace/symbol", MethodClass.Worker, static () => ProtocolJson.Default.WorkspaceSymbolParams, static () => ProtocolJson.Default.ImmutableArraySymbolInformation, FindAsync),
        ],
        static (capabilities, _) => capabilities with { DocumentSymbolProvider = true, WorkspaceSymbolProvider = true });

    private static async ValueTask<JsonElement> OutlineAsync(RequestContext context, TextDocumentParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var outline = OutlineService.Of(document.Analysis);
        if (context.Server.Client.TakesNestedSymbols)
            return JsonSerializer.SerializeToElement([.. outline.Select(item => Nested(item, document))], ProtocolJson.Default.ImmutableArrayDocumentSymbol);
        var flat = new List<SymbolInformation>();
        foreach (var item in outline)
            Flatten(item, null, document, flat);
        return JsonSerializer.SerializeToElement([.. flat], ProtocolJson.Default.ImmutableArraySymbolInformation);
    }

    private static DocumentSymbol Nested(OutlineItem item, AnalyzedDocument document) => new(
        item.Name, item.Detail.Length > 0 ? item.Detail : null, SymbolKinds.Of(item.Kind), document.Range(item.FullSpan), document.Range(item.Span),
        item.Children.IsEmpty ? null : [.. item.Children.Select(child => Nested(child, document))]);

    private static void Flatten(OutlineItem item, string? container, AnalyzedDocument document, List<SymbolInformation> flat)
    {
        flat.Add(new SymbolInformation(item.Name, SymbolKinds.Of(item.Kind), new Location(document.Document.Uri, document.Range(item.FullSpan)), container));
        foreach (var child in item.Children)
            Flatten(child, item.Name, document, flat);
    }

    private static async ValueTask<ImmutableArray<SymbolInformation>> FindAsync(RequestContext context, WorkspaceSymbolParams parameters)
    {
        var tables = new List<SymbolTable>();
        foreach (var open in context.Snapshot.Documents.Values.Where(static open => !open.Document.Source.IsLibrary))
            tables.Add((await open.GetAsync(context.Cancel).ConfigureAwait(false)).Symbols);
        var paths = ClosedScripts.List(context.Snapshot, context.Cancel);
        foreach (var path in paths)
        {
            // What a script declares shows in its text alone.
            context.Cancel.ThrowIfCancellationRequested();
            if (context.Server.Workspace.Disk.ReadPrefix(path, ClosedScripts.LargestScript) is { } bytes)
                tables.Add(SymbolTable.Of(SyntaxTree.Parse(new SourceText(path, Encoding.UTF8.GetString(bytes))), NoFiles.Instance));
        }

        var places = new Places(new OpenDocument("", "", null, ""), context.Snapshot);
        return
        [
            .. WorkspaceSymbolService.Find(tables, parameters.Query).Where(static symbol => symbol.Declaration is not null)
                .Select(symbol => new SymbolInformation(symbol.Name, SymbolKinds.Of(symbol.Kind), places.Of(symbol.Declaration!), symbol.Container?.Name)),
        ];
    }
}
