using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Symbols;

/// <summary>What names stand for: each case marks one use, and names the line and column of the declaration that it should lead to.</summary>
public class SymbolTableTests
{
    [Theory]
    [InlineData("x = 1\ny = x$0 + 1", SymbolKind.Local, "1:1")]
    [InlineData("x = 1\nx = x + 1\nprint(x$0)", SymbolKind.Local, "1:1")]
    [InlineData("fn f(x: [n]) -> [n] = x$0 / n", SymbolKind.Input, "1:6")]
    [InlineData("fn f(x: [n]) -> [n] = x / n$0", SymbolKind.Dimension, "1:10")]
    [InlineData("fn f(x: [n]) -> [n$0] = x", SymbolKind.Dimension, "1:10")]
    [InlineData("fn f(x) {\n  y = 2 * x\n  y$0\n}\ny = 3", SymbolKind.Local, "2:3")]
    [InlineData("fn f(x) = x * scale$0\nscale = 3", SymbolKind.Local, "2:1")]
    [InlineData("fn f(x) {\n  scale = scale$0 + 1\n  scale\n}\nscale = 3", SymbolKind.Local, "5:1")]
    [InlineData("fn f(x) {\n  scale = scale + 1\n  scale$0\n}\nscale = 3", SymbolKind.Local, "2:3")]
    [InlineData("model M(size: int) (x: [B, size$0]) -> [B, size] = x", SymbolKind.ConfigurationParameter, "1:9")]
    [InlineData("model M() (x: [B, n]) {\n  x = x$0 + 1\n  x\n}", SymbolKind.Input, "1:12")]
    [InlineData("model M() (x: [B, n]) {\n  param W: [n, 2] ~ xavier()\n  x @ W$0\n}", SymbolKind.Weight, "2:9")]
    [InlineData("model M() (x: [B, n]) {\n  state m: [n] = 0\n  m$0 <- m + 1\n  x\n}", SymbolKind.State, "2:9")]
    [InlineData("for i in 0..3 { print(i$0) }", SymbolKind.LoopVariable, "1:5")]
    [InlineData("fn f(x: [T]) = scan t over T with s = 0.0 { s = s$0 + x[t]; s }", SymbolKind.CarriedValue, "1:35")]
    [InlineData("fn f(x: [T]) {\n  s = 1.0\n  scan t over T with s = s { s = s + x[t] }\n  s$0\n}", SymbolKind.Local, "2:3")]
    [InlineData("f = x => x$0 + 1", SymbolKind.Input, "1:5")]
    [InlineData("g = () => { later$0 }\nlater = 3", SymbolKind.Local, "2:1")]
    [InlineData("c[i, j] = i + j$0", SymbolKind.LoopVariable, "1:6")]
    [InlineData("a = [[1, 2], [3, 4]]\nc[i] = sum(k: a[i, k$0])", SymbolKind.LoopVariable, "2:12")]
    [InlineData("a = [[1, 2], [3, 4]]\nprint(rearrange(a, [B, T] -> [T$0, B]))", SymbolKind.Dimension, "2:24")]
    [InlineData("fn area(width, height = 1.0) = width * height\nprint(area(3, height$0: 2))", SymbolKind.Input, "1:16")]
    [InlineData("point = (x: 3, y: 4)\nprint(point.y$0)", SymbolKind.Field, "1:16")]
    [InlineData("x: [B, T] = [[1, 2, 3], [4, 5, 6]]\nprint(B * T$0)", SymbolKind.Dimension, "1:8")]
    [InlineData("print(\"{1 + 1} {total$0}\")\ntotal = 1", SymbolKind.Local, "2:1", true)]
    [InlineData("total = 1\nprint(\"{total$0}\")", SymbolKind.Local, "1:1")]
    [InlineData("model Body() (x: [B, 2]) {\n  first = dense(3)\n  x |> first\n}\nnet = Body()\ny = net([[1, 2]])\nprint(net.first$0.W)", SymbolKind.Local, "2:3")]
    public void A_name_leads_to_its_declaration(string text, SymbolKind kind, string place, bool isUnknown = false)
    {
        var marked = MarkedText.Parse(text);
        var reference = ScriptAnalysis.Of(marked.Source, NoFiles.Instance).Symbols.At(marked.Position);
        if (isUnknown)
        {
            Assert.Null(reference);
            return;
        }

        Assert.NotNull(reference);
        Assert.Equal(($"test.nn:{place}", kind), (reference.Symbol.Declaration?.ToString(), reference.Symbol.Kind));
    }

    [Theory]
    [InlineData("print(relu$0(1))", SymbolKind.Function, "library:activations.nn")]
    [InlineData("net = dense$0(3)", SymbolKind.Model, "library:layers.nn")]
    [InlineData("net = dense(out$0: 3)", SymbolKind.ConfigurationParameter, "library:layers.nn")]
    [InlineData("by = adam$0()", SymbolKind.Optimizer, "library:optimizers.nn")]
    [InlineData("net = dense(3)\ny = net([[1, 2]])\nprint(net.W$0)", SymbolKind.Weight, "library:layers.nn")]
    public void Names_of_the_library_lead_into_its_text(string text, SymbolKind kind, string path)
    {
        var marked = MarkedText.Parse(text);
        var symbol = ScriptAnalysis.Of(marked.Source, NoFiles.Instance).Symbols.At(marked.Position)?.Symbol;
        Assert.Equal((kind, path), (symbol?.Kind, symbol?.Declaration?.Source.Path));
        Assert.True(symbol!.IsLibrary);
    }

    [Theory]
    [InlineData("print(exp$0(1))", SymbolKind.Operator, "exp(x)")]
    [InlineData("iris = csv$0(\"iris.csv\")", SymbolKind.DataFunction, "csv(")]
    [InlineData("train$0(1)", SymbolKind.Unit, "train(")]
    [InlineData("train(loss$0: mse)", SymbolKind.ConfigurationParameter, "loss")]
    [InlineData("print(pi$0)", SymbolKind.Constant, "pi")]
    [InlineData("fn f(x: int$0[n]) = x", SymbolKind.ElementType, "int")]
    public void Names_of_the_language_have_no_place(string text, SymbolKind kind, string signature)
    {
        var marked = MarkedText.Parse(text);
        var symbol = ScriptAnalysis.Of(marked.Source, NoFiles.Instance).Symbols.At(marked.Position)?.Symbol;
        Assert.Equal(kind, symbol?.Kind);
        Assert.StartsWith(signature, symbol!.Signature, StringComparison.Ordinal);
        Assert.NotNull(symbol.Documentation);
        Assert.True(symbol.IsBuiltIn);
    }

    [Fact]
    public void The_innermost_names_come_first()
    {
        var marked = MarkedText.Parse("scale = 2\nmodel M(size: int) (x: [B, size]) {\n  y = x * scale\n  for i in 0..2 {\n    z = y\n    $0\n  }\n  late = 3\n  y\n}\nafter = 1");
        var names = ScriptAnalysis.Of(marked.Source, NoFiles.Instance).Symbols.VisibleAt(marked.Position).Select(static s => s.Name).ToList();
        Assert.Equal(["z", "i", "y", "x", "B", "size"], names.Take(6));
        Assert.Contains("scale", names);
        Assert.Contains("M", names);
        Assert.Contains("dense", names);
        Assert.Contains("train", names);
        Assert.DoesNotContain("late", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(ExampleScripts.Names), MemberType = typeof(ExampleScripts))]
    public void In_the_examples_every_name_is_resolved(string name)
    {
        var missing = new List<string>();
        var analysis = ExampleScripts.Analyze(name);
        Assert.DoesNotContain(analysis.Diagnostics, static d => d.IsError);
        foreach (var node in analysis.Tree.Root.DescendantNodesAndSelf())
        {
            if (node is NameSyntax { Name: not "_" } written && analysis.Symbols.At(written.Span) is null)
                missing.Add(written.Location + " " + written.Name);
            else if (node is MemberSyntax member && analysis.Symbols.At(member.Name.Span) is null)
                missing.Add(member.Name.Location + " ." + member.Name.Text);
            else if (node is ArgumentSyntax { Name: { } argument } && analysis.Symbols.At(argument.Span) is null)
                missing.Add(argument.Location + " " + argument.Text + ":");
        }

        Assert.Empty(missing);
    }
}
