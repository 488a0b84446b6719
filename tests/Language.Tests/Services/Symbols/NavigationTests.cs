using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Tests.Data;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Symbols;

/// <summary>Definition, references, highlights, symbols of several files, and who uses whom.</summary>
public class NavigationTests
{
    private const string Layers = "model Layer(size: int) (x: [B, n]) -> [B, size] = x |> dense(size)\nmodel Tower() (x: [B, n]) -> [B, 2] = x |> Layer(4) |> Layer(2)\n";

    [Theory]
    [InlineData("x = 1\nprint(x$0)", "test.nn:1:1")]
    [InlineData("net = dense$0(3)", "library:layers.nn")]
    [InlineData("print(exp$0(1))", null)]
    [InlineData("import \"layers.nn\"\nnet = Layer$0(3)", "/memory/layers.nn:1:7")]
    [InlineData("import \"layers.nn\" as layers\nnet = layers.Layer$0(3)", "/memory/layers.nn:1:7")]
    [InlineData("import \"layers.nn\" as layers\nnet = layers.Layer(size$0: 3)", "/memory/layers.nn:1:13")]
    [InlineData("import \"layers$0.nn\"", "/memory/layers.nn:1:1")]
    [InlineData("fn f(x = $0", null)]
    public void A_definition_is_found(string text, string? place)
    {
        var marked = MarkedText.Parse(text);
        var found = DefinitionService.At(Analyze(marked.Source), marked.Position);
        Assert.Equal(place is not null, found.Any());
        if (place is not null)
            Assert.StartsWith(place, found.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Highlights_tell_writes_from_reads()
    {
        var marked = MarkedText.Parse("x = 1\nfor i in 0..3 { x$0 = x + i }\nprint(x)");
        var highlights = ReferenceService.HighlightsAt(Analyze(marked.Source), marked.Position);
        Assert.Equal([(0, true), (22, true), (26, false), (40, false)], highlights.Select(static h => (h.Span.Start, h.IsWrite)));
    }

    [Fact]
    public void References_are_found_in_several_files()
    {
        var (layers, user) = (Analyze(new SourceText("/memory/layers.nn", Layers)), Analyze(new SourceText("user.nn", "import \"layers.nn\"\nnet = Layer(3)\nother = Tower()")));
        var symbol = layers.Symbols.At(6)!.Symbol;
        Assert.Equal("Layer", symbol.Name);
        Assert.Equal(
            ["/memory/layers.nn:1:7", "/memory/layers.nn:2:44", "/memory/layers.nn:2:56", "user.nn:2:7"], ReferenceService.Of([layers, user], symbol).Select(static place => place.ToString()));
        Assert.Equal(3, ReferenceService.Of([layers, user], symbol, includesDeclaration: false).Length);
    }

    [Fact]
    public void Calls_between_declarations_are_told()
    {
        var (layers, user) = (Analyze(new SourceText("/memory/layers.nn", Layers)), Analyze(new SourceText("user.nn", "import \"layers.nn\"\nnet = Layer(3)")));
        var layer = CallHierarchyService.Prepare(layers, 6)!;
        var incoming = CallHierarchyService.Incoming([layers, user], layer);
        Assert.Equal([("Tower", 2), (null, 1)], incoming.Select(static call => (call.Other?.Name, call.Sites.Length)));
        Assert.Equal(["dense"], CallHierarchyService.Outgoing([layers, user], layer).Select(static call => call.Other!.Name));
        var dense = CallHierarchyService.Outgoing([layers, user], layer)[0].Other!;
        Assert.Contains("lecun_normal", CallHierarchyService.Outgoing([layers, user], dense).Select(static call => call.Other!.Name));
        Assert.Null(CallHierarchyService.Prepare(layers, 0));
    }

    [Theory]
    [InlineData("ly", "Layer")]
    [InlineData("tw", "Tower")]
    [InlineData("hs", "hidden_size")]
    [InlineData("", "Layer")]
    [InlineData("zz", null)]
    public void Symbols_of_files_are_found_by_letters(string query, string? best)
    {
        var analysis = Analyze(new SourceText("a.nn", Layers + "hidden_size = 3\nhush = 4\n"));
        var found = WorkspaceSymbolService.Find([analysis], query);
        if (best is null)
            Assert.Empty(found);
        else if (query.Length > 0)
            Assert.Equal(best, found[0].Name);
        else
            Assert.Contains(best, found.Select(static s => s.Name));
    }

    private static ScriptAnalysis Analyze(SourceText source) => ScriptAnalysis.Of(source, new MemoryFileSource().Add("layers.nn", Layers));
}
