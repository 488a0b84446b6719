using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Editing;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>
/// Every service answers for forms of every example that lack one token, and an editor's answers, of which most come from the version before, are those about the same text
/// alone. A usual run takes a few tokens of each example, others every day; with <c>NN_FUZZ_SECONDS</c> in the environment it takes all.
/// </summary>
public class BrokenExampleTests
{
    private const int UsualDeletions = 5;

    /// <summary>So often quick fixes are asked for, which compile the text once for each they propose.</summary>
    private const int DeletionsForActions = 40;

    public static TheoryData<string> Examples => ExampleScripts.Names;

    private static bool IsWhole => Environment.GetEnvironmentVariable("NN_FUZZ_SECONDS") is not null;

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryServiceAnswersWithoutAnyOneToken(string example)
    {
        var files = new ExampleFiles();
        var source = ExampleScripts.Read(example);
        var versions = new IncrementalCompiler();
        var tokens = SyntaxTree.Parse(source).Root.DescendantTokens().Where(static t => t.Span.Length > 0).ToList();
        var step = IsWhole ? 1 : Math.Max(1, tokens.Count / UsualDeletions);
        for (var i = IsWhole ? 0 : DateTime.UtcNow.DayOfYear % step; i < tokens.Count; i += step)
        {
            var token = tokens[i];
            var text = new SourceText(source.Path, source.Content.Remove(token.Span.Start, token.Span.Length));
            var about = $"{example} without `{token.Text}` at {token.Location}";
            try
            {
                ScriptAnalysis.Of(versions, source, files);
                var edited = ScriptAnalysis.Of(versions, text, files);
                Assert.Equal(EveryService.Ask(ScriptAnalysis.Of(text, files), token.Span.Start), EveryService.Ask(edited, token.Span.Start));
                if (i / step % DeletionsForActions == 0)
                    Assert.All(ActionService.At(edited, new TextSpan(token.Span.Start, 0)), action => Assert.NotNull(MarkedText.Apply(text, action.Edits)));
            }
            catch (Exception exception)
            {
                Assert.Fail($"{about}: {exception}");
            }
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
}
