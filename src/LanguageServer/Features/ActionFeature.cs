using System.Collections.Immutable;
using Dsl.Language.Services.Editing;
using Dsl.LanguageServer.Diagnostics;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>What could be done at a place: fixes that were seen to help, rewritings.</summary>
internal static class ActionFeature
{
    private const string QuickFix = "quickfix";
    private const string Rewrite = "refactor.rewrite";

    public static Feature Feature { get; } = new(
        [
            new RequestMethod<CodeActionParams, ImmutableArray<CodeAction>>(
                "textDocument/codeAction", MethodClass.Worker, static () => ProtocolJson.Default.CodeActionParams, static () => ProtocolJson.Default.ImmutableArrayCodeAction, ActionsAsync),
        ],
        static (capabilities, _) => capabilities with { CodeActionProvider = new CodeActionOptions([QuickFix, Rewrite]) });

    private static async ValueTask<ImmutableArray<CodeAction>> ActionsAsync(RequestContext context, CodeActionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        if (document.Document.Source.IsLibrary)
            return [];
        var client = context.Server.Client;
        var proposals = ActionService.At(document.Analysis, document.Document.Lines.SpanOf(parameters.Range), context.Cancel);
        return
        [
            .. proposals.Where(proposal => IsWanted(KindOf(proposal), parameters.Context.Only)).Select(proposal => new CodeAction(
                proposal.Title,
                KindOf(proposal),
                proposal.Diagnostic is { } diagnostic ? DiagnosticTranslator.Translate([diagnostic], document.Analysis.Tree, document.Document, document.Snapshot, client) : null,
                proposal.IsPreferred ? true : null,
                EditTranslator.Translate(proposal.Edits, document, client))),
        ];
    }

    private static string KindOf(CodeActionProposal proposal) => proposal.Kind == CodeActionKind.Rewrite ? Rewrite : QuickFix;

    // Kinds are hierarchical: who asks for "refactor" wants "refactor.rewrite" too.
    private static bool IsWanted(string kind, ImmutableArray<string>? only) =>
        only is not { } kinds || kinds.Any(wanted => wanted.Length == 0 || kind == wanted || kind.StartsWith(wanted + ".", StringComparison.Ordinal));
}
