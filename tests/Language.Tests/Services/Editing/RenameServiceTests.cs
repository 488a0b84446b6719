using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Editing;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Tests.Data;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Editing;

/// <summary>What a rename changes, and what it refuses.</summary>
public class RenameServiceTests
{
    [Theory]
    [InlineData("x$0 = 1\ny = x + 1", "total", "total = 1\ny = total + 1")]
    [InlineData("fn area(width$0, height = 1.0) = width * height\nprint(area(3), area(width: 3))", "w", "fn area(w, height = 1.0) = w * height\nprint(area(3), area(w: 3))")]
    [InlineData("model M(size: int) (x: [B$0, n]) -> [B, size] = x |> dense(size)", "batch", "model M(size: int) (x: [batch, n]) -> [batch, size] = x |> dense(size)")]
    [InlineData("model M() (x: [B, n]) -> [B, 2] {\n  param W: [n, 2] ~ xavier()\n  x @ W\n}\nnet = M()\ny = net([[1, 2]])\nprint(net.W$0)", "weights", "model M() (x: [B, n]) -> [B, 2] {\n  param weights: [n, 2] ~ xavier()\n  x @ weights\n}\nnet = M()\ny = net([[1, 2]])\nprint(net.weights)")]
    [InlineData("a = [1, 2]\nprint(\"{a$0} and {a}\")", "list", "list = [1, 2]\nprint(\"{list} and {list}\")")]
    [InlineData("point = (x: 3, y: 4)\nprint(point.y$0)", "height", "point = (x: 3, height: 4)\nprint(point.height)")]
    [InlineData("fn f(x: [T]) = scan t over T with s$0 = 0.0 { s = s + x[t]; s }", "sum_so_far", "fn f(x: [T]) = scan t over T with sum_so_far = 0.0 { sum_so_far = sum_so_far + x[t]; sum_so_far }")]
    public void A_name_is_changed_everywhere(string text, string name, string expected)
    {
        var marked = MarkedText.Parse(text);
        var analysis = ScriptAnalysis.Of(marked.Source, NoFiles.Instance);
        var result = RenameService.Rename([analysis], analysis, marked.Position, name);
        Assert.Null(result.Problem);
        Assert.Equal(expected, MarkedText.Apply(marked.Source, result.Edits));
    }

    [Theory]
    [InlineData("net = dense$0(3)", "linear", "belongs to the library")]
    [InlineData("print(exp$0(1))", "e", "belongs to the language")]
    [InlineData("x$0 = 1", "2x", "is no name")]
    [InlineData("x$0 = 1", "model", "is no name")]
    [InlineData("x$0 = 1", "a b", "is no name")]
    [InlineData("x$0 = 1\ny = 2\nprint(x + y)", "y", "would stand for something else")]
    [InlineData("x$0 = 1\nfn f(y) = x + y\nprint(f(2))", "y", "would stand for something else")]
    [InlineData("y = 3\nfn f(x$0) = x + y\nprint(f(2))", "y", "would stand for something else")]
    [InlineData("fn f(x$0) = exp(x)\nprint(f(2))", "exp", "would stand for something else")]
    [InlineData("x = $0 1", "y", "no name here")]
    public void What_would_change_the_meaning_is_refused(string text, string name, string problem)
    {
        var marked = MarkedText.Parse(text);
        var analysis = ScriptAnalysis.Of(marked.Source, NoFiles.Instance);
        var result = RenameService.Rename([analysis], analysis, marked.Position, name);
        Assert.Empty(result.Edits);
        Assert.Contains(problem, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_changed_in_all_files_that_import_it()
    {
        const string layers = "model Layer(size: int) (x: [B, n]) -> [B, size] = x |> dense(size)\n";
        var files = new MemoryFileSource().Add("layers.nn", layers);
        var declaring = ScriptAnalysis.Of(new SourceText("/memory/layers.nn", layers), files);
        var marked = MarkedText.Parse("import \"layers.nn\"\nnet = Layer$0(3)\ny = net([[1, 2]])");
        var user = ScriptAnalysis.Of(marked.Source, files);
        var result = RenameService.Rename([declaring, user], user, marked.Position, "Thick");
        Assert.Null(result.Problem);
        Assert.Equal(["/memory/layers.nn:1:7", "test.nn:2:7"], result.Edits.Select(static edit => edit.Location.ToString()));
        Assert.Contains("cannot be changed from here", RenameService.Rename([user], user, marked.Position, "Thick").Problem, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ExampleScripts.Names), MemberType = typeof(ExampleScripts))]
    public void In_the_examples_every_name_can_be_changed_and_changed_back(string name)
    {
        // As in an editor, one version after another; that this finds what a check of the whole finds is tested for itself.
        var versions = new IncrementalCompiler();
        var before = ScriptAnalysis.Of(versions, ExampleScripts.Read(name), new ExampleFiles());
        var refused = new List<string>();
        var own = before.Symbols.References.Where(r => RenameService.Prepare(before, r.Span.Start).Problem is null).DistinctBy(static r => r.Symbol).ToList();

        // Each takes three checks, so of long ones some are taken.
        var apart = before.Source.LineCount > 40 ? 9 : 1;
        foreach (var reference in own.Where((_, i) => i % apart == 0))
        {
            const string fresh = "renamed_here";
            var there = RenameService.Rename([before], before, reference.Span.Start, fresh);
            if (there.Problem is not null)
            {
                // Parts of a record may be read where nothing tells that it is this record, and training gives an input what data calls so: the check sees both.
                if (reference.Symbol.Kind is not (SymbolKind.Field or SymbolKind.Input) || !there.Problem.Contains("would lead to a mistake", StringComparison.Ordinal))
                    refused.Add($"{reference.Symbol.Name}: {there.Problem}");
                continue;
            }

            var after = ScriptAnalysis.Of(versions, new SourceText(name, MarkedText.Apply(before.Source, there.Edits)), before.Files);
            Assert.DoesNotContain(after.Diagnostics, static d => d.IsError);

            // What everything is, is as before; dimensions go by their names.
            if (reference.Symbol.Kind != SymbolKind.Dimension)
                Assert.Equal(Types(before), Types(after).Select(type => type.Replace(fresh, reference.Symbol.Name, StringComparison.Ordinal)));
            var position = after.Symbols.References.First(r => r.Symbol.Name == fresh).Span.Start;
            var back = RenameService.Rename([after], after, position, reference.Symbol.Name);
            Assert.Null(back.Problem);
            Assert.Equal(before.Source.Content, MarkedText.Apply(after.Source, back.Edits));
        }

        Assert.NotEmpty(own);
        Assert.Empty(refused);
    }

    private static IEnumerable<string> Types(ScriptAnalysis analysis) => analysis.Types.OrderBy(static t => t.Key.Start).ThenBy(static t => t.Key.Length).Select(static t => t.Value.ToString());
}
