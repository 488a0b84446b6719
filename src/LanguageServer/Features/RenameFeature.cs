using Dsl.Language.Services.Editing;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Another name for something, in all files that name it.</summary>
internal static class RenameFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentPositionParams, PrepareRenamePlaceholder>(
                "textDocument/prepareRename", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.PrepareRenamePlaceholder, PrepareAsync),
            new RequestMethod<RenameParams, WorkspaceEdit>(
                "textDocument/rename", MethodClass.Worker, static () => ProtocolJson.Default.RenameParams, static () => ProtocolJson.Default.WorkspaceEdit, RenameAsync),
        ],
        static (capabilities, _) => capabilities with { RenameProvider = new RenameOptions(true) });

    private static async ValueTask<PrepareRenamePlaceholder?> PrepareAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var target = RenameService.Prepare(document.Analysis, document.Offset(parameters.Position));
        if (target.Problem is { } problem)
            throw new RequestFailedException(ErrorCode.RequestFailed, problem);
        return target is { Span: { } span, Name: { } name } ? new PrepareRenamePlaceholder(document.Range(span), name) : null;
    }

    private static async ValueTask<WorkspaceEdit?> RenameAsync(RequestContext context, RenameParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var position = document.Offset(parameters.Position);
        if (document.Analysis.Symbols.At(position) is not { } reference)
            throw new RequestFailedException(ErrorCode.RequestFailed, "there is nothing here that has a name to change");
        var analyses = await WorkspaceAnalyses.NamingAsync(context, document, reference.Symbol, parameters.WorkDoneToken, isComplete: true).ConfigureAwait(false);
        var renamed = RenameService.Rename(analyses, document.Analysis, position, parameters.NewName);
        if (renamed.Problem is { } problem)
            throw new RequestFailedException(ErrorCode.RequestFailed, problem);
        return EditTranslator.Translate(renamed.Edits, document, context.Server.Client);
    }
}
