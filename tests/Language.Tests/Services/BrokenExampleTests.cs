using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Colors;
using Dsl.Language.Services.Completion;
using Dsl.Language.Services.Editing;
using Dsl.Language.Services.Hints;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>Every service answers for every form of a small example that lacks one token.</summary>
public class BrokenExampleTests
{
    [Theory]
    [InlineData("pizza.nn")]
    [InlineData("moons.nn")]
    [InlineData("wave.nn")]
    [InlineData("backwards.nn")]
    [InlineData("temperature.nn")]
    public void EveryServiceAnswersWithoutAnyOneToken(string example)
    {
        var files = new ExampleFiles();
        var source = ExampleScripts.Read(example);
        foreach (var token in SyntaxTree.Parse(source).Root.DescendantTokens())
        {
            if (token.Span.Length == 0)
                continue;
            var analysis = ScriptAnalysis.Of(new SourceText(source.Path, source.Content.Remove(token.Span.Start, token.Span.Length)), files);
            AskAll(analysis, token.Span.Start);
        }
    }

    [Theory]
    [InlineData("pizza.nn")]
    [InlineData("nand.nn")]
    public void ActionsAnswerAtEveryToken(string example)
    {
        var analysis = ScriptAnalysis.Of(ExampleScripts.Read(example), new ExampleFiles());
        foreach (var token in analysis.Tree.Root.DescendantTokens())
        {
            foreach (var action in ActionService.At(analysis, token.Span))
            {
                var after = ScriptAnalysis.Of(new SourceText("a.nn", MarkedText.Apply(analysis.Source, action.Edits)), analysis.Files);
                Assert.Equal(analysis.Diagnostics.Select(static d => d.Code), after.Diagnostics.Select(static d => d.Code));
            }
        }
    }

    private static void AskAll(ScriptAnalysis analysis, int position)
    {
        var all = new TextSpan(0, analysis.Source.Length);
        var end = 0;
        foreach (var colored in ColorService.Of(analysis))
        {
            Assert.True(colored.Span.Start >= end);
            end = colored.Span.End;
        }

        Assert.All(HintService.Of(analysis, all, HintMode.All), hint => Assert.InRange(hint.Position, 0, all.End));
        Assert.All(LensService.Of(analysis), lens => Assert.InRange(lens.Span.End, 0, all.End));
        Assert.All(FoldingService.Of(analysis.Tree), range => Assert.InRange(range.Span.End, range.Span.Start, all.End));
        Assert.All(LinkService.Of(analysis), link => Assert.InRange(link.Span.End, link.Span.Start, all.End));
        Assert.Equal(all, SelectionService.At(analysis.Tree, position)[^1]);
        var list = CompletionService.At(analysis, position);
        Assert.InRange(position, list.Replaced.Start, list.Replaced.End);
        if (SignatureService.At(analysis, position) is { } help)
            Assert.InRange(help.Active, -1, help.Parameters.Length - 1);
        Assert.NotNull(MarkedText.Apply(analysis.Source, FormattingService.OnType(analysis.Tree, position, '\n')));
        Assert.NotNull(MarkedText.Apply(analysis.Source, FormattingService.Range(analysis.Tree, new TextSpan(position, 0))));
    }
}
