using System.Collections.Immutable;
using Dsl.Language.Services.Structure;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Features;

/// <summary>What can be folded, and what to select next.</summary>
internal static class FoldingFeature
{
    public static Feature Feature { get; } = new(
        [
            new RequestMethod<TextDocumentParams, ImmutableArray<ProtocolFoldingRange>>(
                "textDocument/foldingRange", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.ImmutableArrayProtocolFoldingRange, Fold),
            new RequestMethod<SelectionRangeParams, ImmutableArray<SelectionRange>>(
                "textDocument/selectionRange", MethodClass.Typing, static () => ProtocolJson.Default.SelectionRangeParams, static () => ProtocolJson.Default.ImmutableArraySelectionRange, Select),
        ],
        static (capabilities, _) => capabilities with { FoldingRangeProvider = true, SelectionRangeProvider = true });

    private static ValueTask<ImmutableArray<ProtocolFoldingRange>> Fold(RequestContext context, TextDocumentParams parameters)
    {
        var found = context.Document(parameters.TextDocument.Uri);
        var lines = found.Document.Lines;
        return new ValueTask<ImmutableArray<ProtocolFoldingRange>>([.. FoldingService.Of(found.Tree).Select(fold =>
        {
            var range = lines.RangeOf(fold.Span);
            var kind = fold.Kind switch { FoldingKind.Comment => "comment", FoldingKind.Imports => "imports", _ => null };
            return new ProtocolFoldingRange(range.Start.Line, range.Start.Character, range.End.Line, range.End.Character, kind);
        })]);
    }

    private static ValueTask<ImmutableArray<SelectionRange>> Select(RequestContext context, SelectionRangeParams parameters)
    {
        var found = context.Document(parameters.TextDocument.Uri);
        var lines = found.Document.Lines;
        return new ValueTask<ImmutableArray<SelectionRange>>([.. parameters.Positions.Select(position =>
        {
            SelectionRange? outer = null;
            foreach (var span in SelectionService.At(found.Tree, lines.OffsetOf(position)).Reverse())
                outer = new SelectionRange(lines.RangeOf(span), outer);
            return outer ?? new SelectionRange(new ProtocolRange(position, position), null);
        })]);
    }
}
