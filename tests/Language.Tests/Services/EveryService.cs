using System.Text;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Colors;
using Dsl.Language.Services.Completion;
using Dsl.Language.Services.Editing;
using Dsl.Language.Services.Hints;
using Dsl.Language.Services.Hovers;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>Asks every service about a text, at one place where a place is needed, and looks at what each answer must be like for any text.</summary>
internal static class EveryService
{
    /// <summary>Asks all; gives the answers that have to be the same however the text was checked.</summary>
    public static string Ask(ScriptAnalysis analysis, int position)
    {
        var answers = new StringBuilder();
        foreach (var diagnostic in analysis.Diagnostics)
            answers.AppendLine($"{diagnostic.Code} {diagnostic.Location.Span} {diagnostic.Message}");
        AskAboutAll(analysis, answers);
        AskAboutStructure(analysis, position);
        AskAt(analysis, position, answers);
        return answers.ToString();
    }

    private static void AskAboutAll(ScriptAnalysis analysis, StringBuilder answers)
    {
        var all = new TextSpan(0, analysis.Source.Length);
        var end = 0;
        foreach (var colored in ColorService.Of(analysis))
        {
            Assert.True(colored.Span.Start >= end);
            end = colored.Span.End;
            answers.AppendLine(colored.ToString());
        }

        foreach (var hint in HintService.Of(analysis, all, HintMode.All))
        {
            Assert.InRange(hint.Position, 0, all.End);
            answers.AppendLine(hint.ToString());
        }

        foreach (var lens in LensService.Of(analysis))
        {
            Assert.InRange(lens.Span.End, 0, all.End);
            answers.AppendLine(lens.ToString());
        }
    }

    private static void AskAboutStructure(ScriptAnalysis analysis, int position)
    {
        var all = new TextSpan(0, analysis.Source.Length);
        Assert.All(FoldingService.Of(analysis.Tree), range => Assert.InRange(range.Span.End, range.Span.Start, all.End));
        Assert.All(LinkService.Of(analysis), link => Assert.InRange(link.Span.End, link.Span.Start, all.End));
        Assert.All(OutlineService.Of(analysis), item => Assert.InRange(item.Span.End, item.Span.Start, all.End));
        Assert.Equal(all, SelectionService.At(analysis.Tree, position)[^1]);
        Assert.NotNull(MarkedText.Apply(analysis.Source, FormattingService.Document(analysis.Tree)));
        Assert.NotNull(MarkedText.Apply(analysis.Source, FormattingService.OnType(analysis.Tree, position, '\n')));
        Assert.NotNull(MarkedText.Apply(analysis.Source, FormattingService.Range(analysis.Tree, new TextSpan(position, 0))));
    }

    private static void AskAt(ScriptAnalysis analysis, int position, StringBuilder answers)
    {
        var list = CompletionService.At(analysis, position);
        Assert.InRange(position, list.Replaced.Start, list.Replaced.End);
        answers.AppendLine(string.Join(' ', list.Items.Select(static item => item.Label)));
        var help = SignatureService.At(analysis, position);
        if (help is not null)
            Assert.InRange(help.Active, -1, help.Parameters.Length - 1);
        answers.AppendLine($"{help?.Label} {help?.Active}");
        answers.AppendLine(HoverService.At(analysis, position)?.Markdown);
        answers.AppendLine(string.Join(' ', DefinitionService.At(analysis, position)));
        answers.AppendLine(string.Join(' ', ReferenceService.HighlightsAt(analysis, position)));
        if (analysis.Symbols.At(position) is { Symbol: var symbol })
            answers.AppendLine(string.Join(' ', ReferenceService.Of([analysis], symbol)));
        if (CallHierarchyService.Prepare(analysis, position) is { } called)
        {
            Assert.NotNull(CallHierarchyService.Incoming([analysis], called).ToString());
            Assert.NotNull(CallHierarchyService.Outgoing([analysis], called).ToString());
        }

        answers.AppendLine(RenameService.Prepare(analysis, position).ToString());
    }
}
