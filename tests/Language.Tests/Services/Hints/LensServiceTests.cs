using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Hints;
using Dsl.Language.Tests.Services.Completion;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Hints;

public class LensServiceTests
{
    private const string Script = """
        model Net(hidden: int) (x: [batch, 2]) -> [batch, 2] = x |> dense(hidden) |> relu |> dense(2)
        net = Net(16)
        y = net(random([3, 2]))
        for i in 0..2 { train(net, make_moons(10), loss: cross_entropy, optimizer: sgd(0.1), epochs: 1) }
        """;

    [Fact]
    public void AScriptCanBeRunTrainedAndSummarized() => Assert.Equal(
        ["1 run run", "1 openInPrompt open in the prompt", "1 summary summary: 82 parameters (Net)", "4 train train"],
        Describe(Script));

    [Fact]
    public void LensesDoNotMoveWhileTheTextIsBroken()
    {
        var broken = Describe(Script.Replace("random([3, 2]))", "random([3, ", StringComparison.Ordinal));
        Assert.Equal(Describe(Script).Select(static l => l.Split(' ')[1]), broken.Select(static l => l.Split(' ')[1]));
        Assert.Equal(["1", "1", "1", "4"], broken.Select(static l => l.Split(' ')[0]));
    }

    [Fact]
    public void OfSeveralSizesNoneIsSaid() => Assert.Contains("1 summary summary (Net)", Describe(Script + "\nother = Net(3)\nz = other(random([3, 2]))"));

    [Fact]
    public void WeightsThatAreNotAllKnownAreNotCounted() => Assert.Contains(
        "2 summary summary (Inner)",
        Describe("""
            size = 8
            model Inner() (x: [batch, 4]) -> [batch, 3] = x |> dense(size) |> dense(3)
            model Outer() (x: [batch, 4]) {
              inner = Inner()
              inner(x)
            }
            y = Outer()(random([3, 4]))

            """));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    public void NothingIsOfferedForNothing(string text) => Assert.Empty(Describe(text));

    [Fact]
    public void ALibraryOfModelsIsNotRun() => Assert.Equal(["1 summary summary (M)"], Describe("model M() (x: [B]) = x\n"));

    private static List<string> Describe(string text)
    {
        var analysis = ScriptAnalysis.Of(new SourceText("test.nn", text), CompletionPlaces.Files);
        return [.. LensService.Of(analysis).Select(l => $"{analysis.Source.LineOf(l.Span.Start) + 1} {l.Id} {l.Title}{(l.Subject is null ? "" : $" ({l.Subject})")}")];
    }
}
