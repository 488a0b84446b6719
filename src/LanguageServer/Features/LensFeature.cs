using System.Collections.Immutable;
using System.Text.Json;
using Dsl.Language.Services.Hints;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Offers above models and trainings; the client does what they offer.</summary>
internal static class LensFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentParams, ImmutableArray<CodeLens>>(
                "textDocument/codeLens", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.ImmutableArrayCodeLens, LensesAsync),
        ],
        static (capabilities, _) => capabilities with { CodeLensProvider = new CodeLensOptions(false) });

    private static async ValueTask<ImmutableArray<CodeLens>> LensesAsync(RequestContext context, TextDocumentParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var lenses = LensService.Of(document.Analysis).Where(lens => IsOn(lens.Kind, context.Snapshot.Settings));
        return [.. lenses.Select(lens => new CodeLens(document.Range(lens.Span), new Command(lens.Title, $"nn.{lens.Id}", ArgumentsOf(lens, document.Document.Path))))];
    }

    private static ImmutableArray<JsonElement> ArgumentsOf(Lens lens, string path) =>
        lens.Subject is { } subject ? [Text(path), Text(subject)] : [Text(path)];

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, ProtocolJson.Default.String);

    private static bool IsOn(LensKind kind, ServerSettings settings) => kind switch
    {
        LensKind.Run => settings.RunLens,
        LensKind.Train => settings.TrainLens,
        LensKind.Summary => settings.SummaryLens,
        _ => settings.PromptLens,
    };
}
