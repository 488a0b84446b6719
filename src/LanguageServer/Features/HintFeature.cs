using System.Collections.Immutable;
using Dsl.Language.Services.Hints;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Shapes, names of parameters and sizes between the letters of a script.</summary>
internal static class HintFeature
{
    private const int OfType = 1;
    private const int OfParameter = 2;

    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentRangeParams, ImmutableArray<InlayHint>>(
                "textDocument/inlayHint", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentRangeParams, static () => ProtocolJson.Default.ImmutableArrayInlayHint, HintsAsync),
        ],
        static (capabilities, _) => capabilities with { InlayHintProvider = true });

    private static async ValueTask<ImmutableArray<InlayHint>> HintsAsync(RequestContext context, TextDocumentRangeParams parameters)
    {
        var mode = context.Snapshot.Settings.Hints switch { HintSetting.All => HintMode.All, HintSetting.Changed => HintMode.Changed, _ => HintMode.Off };
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var markdown = context.Server.Client.ShowsMarkdown;
        return
        [
            .. HintService.Of(document.Analysis, document.Document.Lines.SpanOf(parameters.Range), mode).Select(hint => new InlayHint(
                document.Document.Lines.PositionOf(hint.Position), hint.Text, hint.Kind == HintKind.ParameterName ? OfParameter : OfType, Markup.Of(hint.Tooltip, markdown), null, null)),
        ];
    }
}
