using Dsl.Language.Compilation;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Completion;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Xunit.Abstractions;

namespace Dsl.Language.Tests.Services.Completion;

/// <summary>How soon the name that somebody meant is proposed: names are taken out of the examples and asked for, before a letter of them is typed.</summary>
public class CompletionQualityTests(ITestOutputHelper output)
{
    // Every place of every example takes minutes; one in so many is a fair sample.
    private const int Stride = 9;

    // Measured: 0.55 and 0.85.
    private const double LowestMeanReciprocalRank = 0.5;
    private const double LowestPartAmongTen = 0.8;

    public static TheoryData<string> Examples => ExampleScripts.Names;

    [Fact]
    public void NamesThatWereTakenOutAreProposedSoon()
    {
        var files = new ExampleFiles();
        var ranks = new List<int>();
        var missed = new List<string>();
        foreach (var example in ExampleScripts.All)
        {
            var source = ExampleScripts.Read(example);
            var versions = new IncrementalCompiler();
            var names = ScriptAnalysis.Of(versions, source, files).Symbols.References.Where(static r => !r.IsDeclaration).ToList();
            for (var i = ranks.Count % Stride; i < names.Count; i += Stride)
            {
                var span = names[i].Span;
                var without = new SourceText(source.Path, source.Content.Remove(span.Start, span.Length));
                var items = CompletionService.At(ScriptAnalysis.Of(versions, without, files), span.Start).Items;
                var rank = items.Select(static item => item.Label).ToList().IndexOf(names[i].Symbol.Name) + 1;
                ranks.Add(rank);
                if (rank is 0 or > 10)
                    missed.Add($"{names[i].Symbol.Name} ({names[i].Symbol.Kind}) is number {rank} in {source.Slice(source.LineSpan(source.LineOf(span.Start))).Trim()} of {example}, first {string.Join(' ', items.Take(4).Select(static m => m.Label))}");
            }
        }

        var mean = ranks.Average(static rank => rank == 0 ? 0 : 1.0 / rank);
        var amongTen = ranks.Count(static rank => rank is > 0 and <= 10) / (double)ranks.Count;
        output.WriteLine($"{ranks.Count} names: mean reciprocal rank {mean:0.000}, first {ranks.Count(static r => r == 1) / (double)ranks.Count:0.000}, among ten {amongTen:0.000}, not at all {ranks.Count(static r => r == 0)}");
        foreach (var line in missed)
            output.WriteLine(line);
        Assert.True(mean >= LowestMeanReciprocalRank, $"the mean reciprocal rank is {mean:0.000}");
        Assert.True(amongTen >= LowestPartAmongTen, $"{amongTen:0.000} are among the first ten");
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void EveryPlaceOfAnExampleCanBeAsked(string example)
    {
        var analysis = ScriptAnalysis.Of(ExampleScripts.Read(example), new ExampleFiles());
        var asked = -1;
        foreach (var token in analysis.Tree.Root.DescendantTokens())
        {
            foreach (var position in new[] { token.Span.Start, token.Span.End })
            {
                // One token often begins where another ends.
                if (position == asked)
                    continue;
                asked = position;
                var list = CompletionService.At(analysis, position);
                Assert.InRange(position, list.Replaced.Start, list.Replaced.End);
                if (token.Kind == SyntaxKind.IdentifierToken && position == token.Span.End && analysis.Symbols.At(token.Span) is { IsDeclaration: false } reference)
                    Assert.Contains(reference.Symbol.Name, list.Items.Select(static item => item.Label));
            }
        }
    }

    [Theory]
    [InlineData("pizza.nn")]
    [InlineData("wave.nn")]
    [InlineData("digits.nn")]
    [InlineData("backwards.nn")]
    public void BrokenScriptsCanBeAskedToo(string example)
    {
        var source = ExampleScripts.Read(example);
        var (broken, cut) = (new IncrementalCompiler(), new IncrementalCompiler());
        foreach (var token in SyntaxTree.Parse(source).Root.DescendantTokens())
        {
            if (token.Span.Length == 0)
                continue;
            var without = new SourceText(source.Path, source.Content[..token.Span.Start] + source.Content[token.Span.End..]);
            Assert.NotNull(CompletionService.At(ScriptAnalysis.Of(broken, without, CompletionPlaces.Files), token.Span.Start));
            var beginning = new SourceText(source.Path, source.Content[..token.Span.End]);
            Assert.NotNull(CompletionService.At(ScriptAnalysis.Of(cut, beginning, CompletionPlaces.Files), token.Span.End));
        }
    }
}
