using Dsl.Language.Services.Signatures;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>What the call round a place takes.</summary>
internal static class SignatureFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentPositionParams, ProtocolSignatureHelp>(
                "textDocument/signatureHelp", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.ProtocolSignatureHelp, ShowAsync),
        ],
        static (capabilities, _) => capabilities with { SignatureHelpProvider = new SignatureHelpOptions(["(", ","], [")"]) });

    private static async ValueTask<ProtocolSignatureHelp?> ShowAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        if (SignatureService.At(document.Analysis, document.Offset(parameters.Position)) is not { } help)
            return null;
        var markdown = context.Server.Client.ShowsMarkdown;
        var signature = new SignatureInformation(
            help.Label,
            Markup.Of(help.Documentation, markdown),
            [.. help.Parameters.Select(p => new ParameterInformation([(uint)p.Place.Start, (uint)p.Place.End], Markup.Of(p.Documentation, markdown)))]);

        // A number beyond the parameters marks none of them.
        return new ProtocolSignatureHelp([signature], 0, help.Active < 0 ? (uint)help.Parameters.Length : (uint)help.Active);
    }
}
