using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Editing;
using Dsl.Language.Tests.Services.Completion;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Editing;

public class ActionServiceTests
{
    /// <summary>The fixtures in which something is wrong that a fix may remove.</summary>
    public static TheoryData<string> Fixtures =>
    [
        .. Directory.EnumerateFiles(ExampleScripts.SuiteFolder, "*.nn", SearchOption.AllDirectories)
            .Where(static path => File.ReadAllText(path).Contains("help: ", StringComparison.Ordinal))
            .Select(static path => Path.GetRelativePath(ExampleScripts.SuiteFolder, path)).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void FixturesWithFixesAreFound() => Assert.True(Fixtures.Count > 30, $"{Fixtures.Count} fixtures");

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void EveryFixRemovesItsError(string fixture)
    {
        var path = Path.Combine(ExampleScripts.SuiteFolder, fixture);
        var files = new FolderFiles(Path.GetDirectoryName(path)!);
        var analysis = ScriptAnalysis.Of(new SourceText(path, File.ReadAllText(path)), files);
        var offered = 0;
        foreach (var diagnostic in analysis.Diagnostics)
        {
            foreach (var action in ActionService.At(analysis, diagnostic.Location.Span).Where(a => a.Kind == CodeActionKind.Fix && a.Diagnostic!.Location == diagnostic.Location))
            {
                var after = ScriptAnalysis.Of(new SourceText(path, MarkedText.Apply(analysis.Source, action.Edits)), files);
                Assert.True(
                    after.Diagnostics.Count(d => d.Code == diagnostic.Code) < analysis.Diagnostics.Count(d => d.Code == diagnostic.Code)
                        || after.Diagnostics.Count(static d => d.IsError) < analysis.Diagnostics.Count(static d => d.IsError),
                    $"{action.Title}\n{after.Source.Content}\n{string.Join('\n', after.Diagnostics.Select(static d => $"{d.Code} {d.Location} {d.Message}"))}");
                offered++;
            }
        }

        Assert.True(offered > 0, "a fix is offered where the report tells of one");
    }

    [Theory]
    [InlineData("x = crs$0_entropy([1, 2], [1, 2])", "did you mean", "x = cross_entropy([1, 2], [1, 2])")]
    [InlineData("layer = dense(3, bais$0: true)", "write `bias`", "layer = dense(3, bias: true)")]
    [InlineData("y$0 = random([2, 3]) |> dense(4)", "write the shape [2, 4] beside y", "y: [2, 4] = random([2, 3]) |> dense(4)")]
    [InlineData("y = dense($03, true)", "name the argument: out: 3", "y = dense(out: 3, bias: true)")]
    [InlineData("y = dense(3, tr$0ue)", "name the argument: bias: true", "y = dense(3, bias: true)")]
    [InlineData("fn f(x: [B, C]) {\n  y$0 = x.T\n  y\n}", "write the shape [C, B] beside y", "fn f(x: [B, C]) {\n  y: [C, B] = x.T\n  y\n}")]
    public void WhatCanBeChangedIsProposed(string marked, string title, string expected)
    {
        var text = MarkedText.Parse(marked);
        var actions = ActionService.At(Analyze(text), new TextSpan(text.Position, 0));
        var action = Assert.Single(actions, a => a.Title.StartsWith(title, StringComparison.Ordinal));
        Assert.Equal(expected, MarkedText.Apply(text.Source, action.Edits));
    }

    [Theory]
    [InlineData("x$0 = 1")]
    [InlineData("x: [2] = random([2$0])")]
    [InlineData("y = exp(x$0)")]
    [InlineData("$0")]
    public void NothingIsProposedWhereNothingIsToBeChanged(string marked)
    {
        var text = MarkedText.Parse(marked);
        Assert.Empty(ActionService.At(Analyze(text), new TextSpan(text.Position, 0)));
    }

    [Theory]
    [InlineData("train(Net(), data, loss: cross_entropy, optimizer: sgd(0.1), epochs: 1)")]
    [InlineData("train(Net(), data, loss: cross_entropy, optimizer: sgd(0.1), epochs: 1)  # as before")]
    public void AWarningCanBeAllowed(string training)
    {
        var source = new SourceText("test.nn", $"model Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(2) |> softmax\ndata = make_moons(10)\n{training}\n");
        var analysis = ScriptAnalysis.Of(source, CompletionPlaces.Files);
        var warning = Assert.Single(analysis.Diagnostics);
        Assert.Equal("NN6001", warning.Code);
        var allowance = Assert.Single(ActionService.At(analysis, warning.Location.Span), static a => a.Kind == CodeActionKind.Allow);
        Assert.Empty(ScriptCompiler.Compile(new SourceText("test.nn", MarkedText.Apply(source, allowance.Edits)), new CompilationOptions(CompletionPlaces.Files)).Diagnostics);
    }

    private static ScriptAnalysis Analyze(MarkedText text) => ScriptAnalysis.Of(text.Source, CompletionPlaces.Files);
}
