using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Completion;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Completion;

public class CompletionServiceTests
{
    private const string Net = "model Net(hidden: int = 16) (x: [batch, 4]) -> [batch, 3] {\n  first = dense(hidden)\n  x |> first |> relu |> dense(3)\n}\nnet = Net()\ny = net(random([5, 4]))\n";

    [Theory]
    [InlineData("# a com$0ment")]
    [InlineData("x = 1 # so$0")]
    [InlineData("print(\"hel$0lo\")")]
    [InlineData("print(\"$0\")")]
    [InlineData("print(\"{1:.$03}\")")]
    [InlineData("x = 12$0")]
    [InlineData("fn $0")]
    [InlineData("model Ne$0")]
    [InlineData("fn f(x, $0)")]
    [InlineData("for $0")]
    [InlineData("import \"blocks.nn\" as $0")]
    public void NothingIsProposedWhereNothingIsKnown(string marked) => Assert.Empty(CompletionPlaces.At(marked).Items);

    [Theory]
    [InlineData("alpha = 1\nx = al$0", "alpha")]
    [InlineData("x = cross$0", "cross_entropy")]
    [InlineData("x = CROSS$0", "cross_entropy")]
    [InlineData("x = ce$0", "ceil")]
    [InlineData("ass$0", "assert")]
    [InlineData("print(\"{al$0}\")\nalpha = 1", "all")]
    [InlineData("alpha = 1\nprint(\"{al$0}\")", "alpha")]
    [InlineData("fn f(width) = wi$0", "width")]
    [InlineData("fn f(x: [rows, columns]) = x / ro$0", "rows")]
    [InlineData("fn f(x: [rows, columns]) -> [$0] = x", "columns|rows")]
    [InlineData("model M(size: int) (x: [B, si$0]) = x", "size")]
    [InlineData("fn f(x: $0) = x", "float")]
    [InlineData("fn f(x: in$0) = x", "int")]
    [InlineData("for i $0", "in")]
    [InlineData("x = scan t $0", "over")]
    [InlineData("x = if true { 1 } el$0", "else")]
    [InlineData("x = true $0", "and")]
    [InlineData("import \"blocks.nn\" as blocks\ny = blocks.$0", "Block")]
    [InlineData("import \"blocks.nn\"\ny = ha$0", "half")]
    [InlineData(Net + "net.$0", "first")]
    [InlineData(Net + "net.fi$0", "first")]
    [InlineData(Net + "net.first.$0", "W")]
    [InlineData(Net + "train($0", "net")]
    [InlineData(Net + "y.$0", "T")]
    [InlineData("iris = csv(\"iris.csv\", target: \"species\") |> split(0.5)\niris.$0", "train")]
    [InlineData("iris = csv(\"iris.csv\", target: \"species\") |> split(0.5)\niris.train.$0", "x")]
    [InlineData("data = make_moons(10)\n" + Net + "train(net, da$0)", "data")]
    [InlineData("data = make_moons(10)\n" + Net + "train(net, $0)", "data")]
    [InlineData(Net + "train(net, d, loss: $0)", "cross_entropy|mse|mae|huber|quadratic|binary_cross_entropy|hinge|kl_divergence|l1|l2")]
    [InlineData(Net + "train(net, d, loss: mse, optimizer: $0)", "adam|adamw|sgd")]
    [InlineData(Net + "train(net, d, loss: mse, schedule: $0)", "constant_rate|cosine_decay|cosine_restarts|linear_decay|exponential_decay|warmup|one_cycle|step_decay|piecewise|reduce_on_plateau|plateau_factor")]
    [InlineData(Net + "train(net, d, loss: mse, opt$0)", "optimizer")]
    [InlineData("param w = 1.0\nminimize(w^2, $0)", "by")]
    [InlineData("x = dense(3, bi$0)", "bias")]
    [InlineData("x = dense(3, bias: $0)", "true")]
    [InlineData("x = dense(3, init: $0)", "constant|he_normal|he_uniform|lecun_normal|normal|ones|orthogonal|uniform|xavier|xavier_normal|zeros")]
    [InlineData("param W: [2, 3] ~ $0", "constant|he_normal|he_uniform|lecun_normal|normal|ones|orthogonal|uniform|xavier|xavier_normal|zeros")]
    [InlineData("fn f(x: [B, T]) = mean(x, over: $0)", "T|B")]
    [InlineData("x = adam($0: 1e-3)", "lr")]
    [InlineData("a = random([2, 3])\nb = random([4])\nc = random([2, 3])\nx = c + $0", "a|c")]
    [InlineData("x = random([2, 3])\ny = x |> $0", "dense|relu|softmax")]
    public void TheLikeliestComesFirst(string marked, string expected) => Assert.Contains(CompletionPlaces.Labels(marked)[0], expected.Split('|'));

    [Theory]
    [InlineData("iris = csv(\"$0\")", "data iris.csv", "names.txt_")]
    [InlineData("iris = csv(\"ir$0\")", "iris.csv", "")]
    [InlineData("csv(\"data/$0\")", "data/more.csv", "iris.csv")]
    [InlineData("import \"$0\"", "blocks.nn", "")]
    [InlineData("import \"$0", "blocks.nn", "")]
    [InlineData("load(\"$0\", net)", "net.safetensors", "")]
    [InlineData("csv(\"iris.csv\", target: \"$0\")", "sepal_length petal_length species", "iris.csv")]
    [InlineData("csv(\"iris.csv\", target: \"sp$0\")", "species", "petal_length")]
    [InlineData("csv(\"iris.csv\", ignore: [\"species\", \"$0\"])", "petal_length", "iris.csv")]
    [InlineData("csv(\"iris.csv\", missing: \"$0\")", "error drop mean", "species")]
    [InlineData("mnist(as: \"$0\")", "flat image", "")]
    [InlineData("train(net, data, $0)", "loss optimizer epochs", "")]
    [InlineData("train(net, data, loss: mse, $0)", "optimizer epochs", "loss")]
    [InlineData("train(net, data, $0, loss: mse)", "optimizer epochs", "loss")]
    [InlineData("train(net, data,\n  loss: mse, $0\n)", "optimizer epochs", "loss")]
    [InlineData("$0", "model fn for train assert print", "")]
    [InlineData("fn f(x) {\n  $0\n}", "x scan if print", "f_")]
    [InlineData("inner = 1\nfn f(x) {\n  local = 2\n}\ny = $0", "inner f", "local x")]
    [InlineData("rearrange(random([2, 3]), [$0] -> [a, b])", "a", "")]
    public void WhatFitsIsProposedAndOtherThingsAreNot(string marked, string expected, string missing)
    {
        var labels = CompletionPlaces.Labels(marked);
        Assert.Empty(expected.Split(' ').Except(labels));
        Assert.Empty(missing.Split(' ').Intersect(labels));
    }

    [Fact]
    public void TheWholeWordIsReplaced()
    {
        var marked = MarkedText.Parse("x = cro$0ss + 1");
        var list = CompletionPlaces.At(marked.Source, marked.Position);
        Assert.Equal("cross", marked.Source.Slice(list.Replaced));
    }

    [Fact]
    public void ArgumentsComeWithTheirColonAndSnippetsWithTheirPlaces()
    {
        var named = CompletionPlaces.At("x = dense(3, bi$0)").Items[0];
        Assert.Equal(("bias: ", CompletionKind.NamedArgument), (named.InsertText, named.Kind));
        var snippet = Assert.Single(CompletionPlaces.At("mode$0").Items, static item => item.IsSnippet);
        Assert.Contains("${1:Net}", snippet.InsertText, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAreToldApartByWhatIsKnownOfThem()
    {
        var items = CompletionPlaces.At(Net + "$0").Items;
        Assert.Contains("[5, 3]", Assert.Single(items, static i => i.Label == "y").Detail, StringComparison.Ordinal);
        Assert.StartsWith("model Net(hidden: int = 16)", Assert.Single(items, static i => i.Label == "Net").Detail, StringComparison.Ordinal);
        Assert.Contains("fully connected", Assert.Single(items, static i => i.Label == "dense").Documentation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train($0", "net")]
    [InlineData("train(net, $0", "moons")]
    [InlineData("moons.train.$0", "x")]
    [InlineData("y = net($0", "points")]
    [InlineData("po$0", "points")]
    public void AnEntryKnowsTheValuesOfThoseBefore(string marked, string expected)
    {
        var script = new InteractiveScript(CompletionPlaces.Files);
        foreach (var entry in new[] { "moons = make_moons(10) |> split(0.5)", "net = dense(2)", "points = random([3, 2])" })
            Assert.False(script.Enter(new SourceText("entry", entry)).HasErrors);
        var text = MarkedText.Parse(marked);
        var items = CompletionService.At(ScriptAnalysis.OfEntry(script, text.Source), text.Position).Items;
        Assert.Equal(expected, items[0].Label);
    }

    [Fact]
    public void OrderIsThatOfSortText()
    {
        var items = CompletionPlaces.At("x = $0").Items;
        Assert.Equal(items.Select(static i => i.SortText).Order(StringComparer.Ordinal), items.Select(static i => i.SortText));
        Assert.Equal(items.Length, items.Select(static i => i.SortText).Distinct().Count());
    }
}
