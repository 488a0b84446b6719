using System.Text;
using Dsl.Language.Services.Completion;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>Proposals for what to write.</summary>
internal static class CompletionFeature
{
    private const int Snippet = 2;

    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentPositionParams, ProtocolCompletionList>(
                "textDocument/completion", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentPositionParams, static () => ProtocolJson.Default.ProtocolCompletionList, ProposeAsync),
        ],
        static (capabilities, _) => capabilities with { CompletionProvider = new CompletionOptions([".", "(", ",", ":", "=", "[", "\"", "/"]) });

    private static async ValueTask<ProtocolCompletionList?> ProposeAsync(RequestContext context, TextDocumentPositionParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var list = CompletionService.At(document.Analysis, document.Offset(parameters.Position));
        var range = document.Range(list.Replaced);
        var client = context.Server.Client;

        // The letters typed so far have left some out; with others the client is to ask again.
        return new ProtocolCompletionList(true, [.. list.Items.Select(item => new ProtocolCompletionItem(
            item.Label,
            KindOf(item.Kind),
            item.Detail,
            Markup.Of(item.Documentation, client.ShowsMarkdownInCompletions),
            item.SortText,
            null,
            item.IsSnippet && client.TakesSnippets ? Snippet : null,
            new ProtocolTextEdit(range, item.IsSnippet && !client.TakesSnippets ? WithoutPlaces(item.InsertText) : item.InsertText)))]);
    }

    // `${1:name}` is name, and `$0` nothing.
    private static string WithoutPlaces(string snippet)
    {
        var text = new StringBuilder(snippet.Length);
        var open = 0;
        for (var i = 0; i < snippet.Length; i++)
        {
            if (snippet[i] == '$' && i + 1 < snippet.Length && (snippet[i + 1] == '{' || char.IsAsciiDigit(snippet[i + 1])))
            {
                open += snippet[i + 1] == '{' ? 1 : 0;
                i++;
                while (i + 1 < snippet.Length && char.IsAsciiDigit(snippet[i + 1]))
                    i++;
                if (i + 1 < snippet.Length && snippet[i + 1] == ':')
                    i++;
            }
            else if (snippet[i] == '}' && open > 0)
            {
                open--;
            }
            else
            {
                text.Append(snippet[i]);
            }
        }

        return text.ToString();
    }

    private static ProtocolCompletionKind KindOf(CompletionKind kind) => kind switch
    {
        CompletionKind.Function => ProtocolCompletionKind.Function,
        CompletionKind.Model => ProtocolCompletionKind.Class,
        CompletionKind.Optimizer => ProtocolCompletionKind.Struct,
        CompletionKind.Unit => ProtocolCompletionKind.Function,
        CompletionKind.Dimension => ProtocolCompletionKind.TypeParameter,
        CompletionKind.Weight or CompletionKind.Column => ProtocolCompletionKind.Field,
        CompletionKind.State or CompletionKind.Field or CompletionKind.NamedArgument => ProtocolCompletionKind.Property,
        CompletionKind.Constant => ProtocolCompletionKind.Constant,
        CompletionKind.ElementType => ProtocolCompletionKind.Class,
        CompletionKind.ImportAlias => ProtocolCompletionKind.Module,
        CompletionKind.Keyword => ProtocolCompletionKind.Keyword,
        CompletionKind.Snippet => ProtocolCompletionKind.Snippet,
        CompletionKind.File => ProtocolCompletionKind.File,
        CompletionKind.Folder => ProtocolCompletionKind.Folder,
        CompletionKind.Option => ProtocolCompletionKind.EnumMember,
        _ => ProtocolCompletionKind.Variable,
    };
}
