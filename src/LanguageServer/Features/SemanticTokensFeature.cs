using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dsl.Language.Services.Colors;
using Dsl.Language.Text;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>The colours of a document: all of them, those of a stretch, what changed.</summary>
internal sealed class SemanticTokensFeature
{
    private static readonly ImmutableArray<string> Types =
    [
        "keyword", "operator", "number", "string", "escape", "comment", "function", "class", "struct", "macro", "parameter", "typeParameter", "property", "variable", "type", "namespace",
    ];

    private static readonly ImmutableArray<string> Modifiers = ["declaration", "readonly", "defaultLibrary", "documentation", "modification"];

    private const int MostRemembered = 64;

    private readonly ConcurrentDictionary<string, SemanticTokens> remembered = [];
    private long lastResult;

    /// <summary>The feature; what was sent last is remembered as long as it lives.</summary>
    public static Feature Feature()
    {
        var colors = new SemanticTokensFeature();
        return new Feature(
            [
                new RequestMethod<TextDocumentParams, SemanticTokens>(
                    "textDocument/semanticTokens/full", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.SemanticTokens, colors.FullAsync),
                new RequestMethod<SemanticTokensDeltaParams, SemanticTokensDelta>(
                    "textDocument/semanticTokens/full/delta", MethodClass.Worker, static () => ProtocolJson.Default.SemanticTokensDeltaParams, static () => ProtocolJson.Default.SemanticTokensDelta, colors.DeltaAsync),
                new RequestMethod<TextDocumentRangeParams, SemanticTokens>(
                    "textDocument/semanticTokens/range", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentRangeParams, static () => ProtocolJson.Default.SemanticTokens, RangeAsync),
            ],
            static (capabilities, _) => capabilities with
            {
                SemanticTokensProvider = new SemanticTokensOptions(new SemanticTokensLegend(Types, Modifiers), true, new SemanticTokensFullDelta(true)),
            });
    }

    /// <summary>The numbers of colours: each piece by its distance from the one before.</summary>
    internal static ImmutableArray<uint> Encode(AnalyzedDocument document, IEnumerable<ColoredSpan> spans)
    {
        var data = ImmutableArray.CreateBuilder<uint>();
        uint line = 0;
        uint character = 0;
        foreach (var span in spans)
        {
            var start = document.Document.Lines.PositionOf(span.Span.Start);
            data.Add(start.Line - line);
            data.Add(start.Line == line ? start.Character - character : start.Character);
            data.Add((uint)span.Span.Length);
            data.Add((uint)Types.IndexOf(TypeOf(span.Color)));
            data.Add(ModifiersOf(span));
            line = start.Line;
            character = start.Character;
        }

        return data.ToImmutable();
    }

    private static string TypeOf(TokenColor color) => color switch
    {
        TokenColor.Keyword => "keyword",
        TokenColor.Operator => "operator",
        TokenColor.Number => "number",
        TokenColor.String => "string",
        TokenColor.Escape => "escape",
        TokenColor.Comment or TokenColor.DocumentationComment => "comment",
        TokenColor.Function => "function",
        TokenColor.Model => "class",
        TokenColor.Optimizer => "struct",
        TokenColor.Unit => "macro",
        TokenColor.Parameter => "parameter",
        TokenColor.Dimension => "typeParameter",
        TokenColor.Weight or TokenColor.State or TokenColor.Field => "property",
        TokenColor.ElementType => "type",
        TokenColor.ImportAlias => "namespace",
        _ => "variable",
    };

    private static uint ModifiersOf(ColoredSpan span)
    {
        uint bits = 0;
        if (span.Modifiers.HasFlag(ColorModifiers.Declaration))
            bits |= 1;
        if (span.Modifiers.HasFlag(ColorModifiers.ReadOnly))
            bits |= 2;
        if ((span.Modifiers & (ColorModifiers.Library | ColorModifiers.BuiltIn)) != 0)
            bits |= 4;
        if (span.Color == TokenColor.DocumentationComment)
            bits |= 8;
        return span.Color == TokenColor.State ? bits | 16 : bits;
    }

    private static async ValueTask<SemanticTokens?> RangeAsync(RequestContext context, TextDocumentRangeParams parameters)
    {
        var document = await context.AnalyzeAsync(parameters.TextDocument).ConfigureAwait(false);
        var wanted = document.Document.Lines.SpanOf(parameters.Range);
        return new SemanticTokens(null, Encode(document, Colors(context, document).Where(span => Meets(span.Span, wanted))));
    }

    private static IEnumerable<ColoredSpan> Colors(RequestContext context, AnalyzedDocument document)
    {
        var colors = ColorService.Of(document.Analysis);
        return context.Server.Client.ColorsByGrammar ? colors.Where(static span => !IsOfGrammar(span.Color)) : colors;
    }

    private static bool IsOfGrammar(TokenColor color) =>
        color is TokenColor.Keyword or TokenColor.Operator or TokenColor.Number or TokenColor.String or TokenColor.Escape or TokenColor.Comment or TokenColor.DocumentationComment;

    private static bool Meets(TextSpan span, TextSpan wanted) => span.Start < wanted.End && span.End > wanted.Start;

    private async ValueTask<SemanticTokens?> FullAsync(RequestContext context, TextDocumentParams parameters) => await ColorAsync(context, parameters.TextDocument).ConfigureAwait(false);

    private async ValueTask<SemanticTokensDelta?> DeltaAsync(RequestContext context, SemanticTokensDeltaParams parameters)
    {
        var before = remembered.GetValueOrDefault(parameters.TextDocument.Uri);
        var now = await ColorAsync(context, parameters.TextDocument).ConfigureAwait(false);
        return before is null || before.ResultId != parameters.PreviousResultId
            ? new SemanticTokensDelta(now.ResultId, null, now.Data)
            : new SemanticTokensDelta(now.ResultId, Difference(before.Data, now.Data), null);
    }

    private async ValueTask<SemanticTokens> ColorAsync(RequestContext context, TextDocumentIdentifier identifier)
    {
        var document = await context.AnalyzeAsync(identifier).ConfigureAwait(false);
        var tokens = new SemanticTokens($"{Interlocked.Increment(ref lastResult)}", Encode(document, Colors(context, document)));
        if (remembered.Count >= MostRemembered)
            remembered.Clear();
        remembered[identifier.Uri] = tokens;
        return tokens;
    }

    // One edit: what lies between the equal beginning and the equal end.
    private static ImmutableArray<SemanticTokensEdit> Difference(ImmutableArray<uint> before, ImmutableArray<uint> now)
    {
        var start = before.AsSpan().CommonPrefixLength(now.AsSpan());
        var most = Math.Min(before.Length, now.Length) - start;
        var end = 0;
        while (end < most && before[^(end + 1)] == now[^(end + 1)])
            end++;
        if (start == before.Length && start == now.Length)
            return [];
        return [new SemanticTokensEdit((uint)start, (uint)(before.Length - start - end), now[start..^end])];
    }
}
