using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Editing;
using Dsl.Language.Services.Hovers;
using Dsl.Language.Services.Structure;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Analysis;

/// <summary>What is known of a script, and that asking never fails, whatever the text.</summary>
public class ScriptAnalysisTests
{
    [Theory]
    [InlineData("net = dense(3)\ny = net([[1, 2]])", "net", "model", "the model dense with its weights", "W b")]
    [InlineData("moons = make_moons(100) |> split(0.8)", "moons", "data", "data with the parts train, test", "train test")]
    [InlineData("point = (x: 1, y: 2)", "point", "record", "a record with x, y", "x y")]
    [InlineData("x = [[1.5]]", "x", "tensor", "a tensor [1, 1]", "T")]
    [InlineData("by = adam(0.1)", "by", "optimizer", "the optimizer adam", "")]
    [InlineData("f = x => x", "f", "function", "a function of `x`", "")]
    [InlineData("words = \"hello\"", "words", "text", "the text \"hello\"", "")]
    public void Facts_tell_the_kind_and_the_parts(string text, string name, string kind, string description, string members)
    {
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", text), NoFiles.Instance);
        var facts = analysis.FactsAt(new TextSpan(0, name.Length));
        Assert.Equal((kind, description, members), (facts?.Kind, facts?.Description, string.Join(' ', facts!.Members.Select(static m => m.Name))));
    }

    [Fact]
    public void An_entry_sees_what_earlier_ones_named()
    {
        var script = new InteractiveScript(NoFiles.Instance);
        Assert.False(script.Enter(new SourceText("1", "size = 3\nfn double(x: [n]) = 2 * x\nx = [1, 2, 3]\nnet = dense(size)")).HasErrors);
        var entry = new SourceText("2", "y = double(x) + size\nz = net([x])");
        var analysis = ScriptAnalysis.OfEntry(script, entry);
        Assert.Empty(analysis.Diagnostics);
        Assert.Equal("[n=3]", analysis.Types[new TextSpan(0, 1)].ToString());
        Assert.Equal("1:2:4", analysis.Symbols.At(4)!.Symbol.Declaration!.ToString());
        Assert.Equal("1:3:1", analysis.Symbols.At(11)!.Symbol.Declaration!.ToString());
        Assert.Contains("double", analysis.Symbols.VisibleAt(0).Select(static s => s.Name));
        Assert.Equal("x: [3]", HoverService.At(analysis, 11)!.Signature);

        // Asking changes nothing.
        Assert.DoesNotContain(script.Names, static name => name.Key == "y");
    }

    [Theory]
    [MemberData(nameof(ExampleScripts.Names), MemberType = typeof(ExampleScripts))]
    public void In_the_examples_everything_can_be_asked_at_every_token(string name)
    {
        var analysis = ExampleScripts.Analyze(name);
        var told = 0;
        foreach (var token in analysis.Tree.Root.DescendantTokens())
        {
            told += Ask(analysis, token.Span.Start);
            Ask(analysis, token.Span.End);
        }

        Assert.True(told > analysis.Symbols.References.Length / 2);
        Assert.NotEmpty(OutlineService.Of(analysis));
    }

    [Theory]
    [InlineData("nand.nn")]
    [InlineData("chain.nn")]
    [InlineData("line.nn")]
    [InlineData("bigram.nn")]
    [InlineData("moons.nn")]
    public void Without_any_one_token_everything_can_be_asked(string name)
    {
        var source = ExampleScripts.Read(name);
        var files = new ExampleFiles();
        foreach (var token in ScriptAnalysis.Of(source, files).Tree.Root.DescendantTokens())
        {
            if (token.Span.Length == 0)
                continue;
            var broken = ScriptAnalysis.Of(new SourceText(name, source.Content.Remove(token.Span.Start, token.Span.Length)), files);
            Ask(broken, token.Span.Start);
            Ask(broken, Math.Max(0, token.Span.Start - 1));
            Ask(broken, broken.Source.Length);
            OutlineService.Of(broken);
        }
    }

    private static int Ask(ScriptAnalysis analysis, int position)
    {
        var hover = HoverService.At(analysis, position);
        var definitions = DefinitionService.At(analysis, position);
        var highlights = ReferenceService.HighlightsAt(analysis, position);
        Assert.Equal(analysis.Symbols.At(position) is not null, !highlights.IsEmpty);
        Assert.All(definitions, static place => Assert.True(place.Span.End <= place.Source.Length || place.Source.Length == 0));
        Assert.NotEmpty(analysis.Symbols.VisibleAt(position));
        CallHierarchyService.Prepare(analysis, position);
        RenameService.Prepare(analysis, position);
        return hover is null ? 0 : 1;
    }
}
