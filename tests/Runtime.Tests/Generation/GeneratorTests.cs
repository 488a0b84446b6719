using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Generation;

/// <summary>What <c>generate</c> gives, whatever way it comes by it.</summary>
public class GeneratorTests
{
    private const string Forgetful = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          require T <= 6, "the context is 6 tokens"
          param table: [17, 8] ~ normal(0.0, 1.0)
          param places: [6, 8] ~ normal(0.0, 1.0)
          table[t] + places[0:T] |> attention(2) |> dense(17)
        }
        """;

    [Theory]
    [InlineData(", temperature: 0")]
    [InlineData(", temperature: 0.8, top_k: 5")]
    [InlineData(", top_p: 0.7, seed: 3")]
    public void TokensAreThoseOfTheWholeSequence(string settings)
    {
        using var backend = new CpuBackend();
        using var probe = new GenerationProbe(SequenceModels.LearnedPositions, backend, settings);
        Assert.Equal(probe.GenerateFromWhole(), probe.Generate());
    }

    [Fact]
    public void BeyondTheContextTheLastTokensCount()
    {
        using var backend = new CpuBackend();
        using var probe = new GenerationProbe(Forgetful, backend, ", temperature: 0");
        var tokens = probe.Generate();
        Assert.Equal(15, tokens.Length);
        Assert.Equal(probe.GenerateFromWhole(), tokens);
    }

    [Fact]
    public void TokensAreTheSameForEveryNumberOfThreads()
    {
        var all = new List<long[]>();
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var backend = new CpuBackend(new CpuOptions { Threads = threads });
            using var probe = new GenerationProbe(SequenceModels.RecurrentAndAttention, backend, ", temperature: 0.9, seed: 5");
            all.Add(probe.Generate());
        }

        Assert.All(all, tokens => Assert.Equal(all[0], tokens));
    }

    [Fact]
    public void ASeedOfItsOwnGivesTheSameTokensAgain()
    {
        using var backend = new CpuBackend();
        using var probe = new GenerationProbe(SequenceModels.Recurrent, backend, ", seed: 11");
        Assert.Equal(probe.Generate(), probe.Generate());
    }

    [Fact]
    public void AModelThatSeesTheFutureIsComputedAnewForEveryToken()
    {
        using var backend = new CpuBackend();
        using var probe = new GenerationProbe(
            "model Net() (t: int[B, T]) -> [B, T, 17] {\n  param table: [17, 8] ~ normal(0.0, 1.0)\n  table[t] |> attention(2, causal: false) |> dense(17)\n}",
            backend, ", temperature: 0");
        Assert.Null(probe.Action.Model.Incremental);
        Assert.Equal(15, probe.Generate().Length);
        var notice = Assert.Single(probe.Output.Notices);
        Assert.Contains("`max` is taken over the whole sequence", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void ASeedOfItsOwnGivesTheSameTokensAtAnotherPlaceOfTheScript()
    {
        var outcome = ScriptHarness.Run(
            SequenceModels.Recurrent + "\nnet = Net()\na = generate(net, [1, 2], length: 12, seed: 3)\nb = generate(net, [1, 2], length: 12, seed: 3)\n"
            + "c = generate(net, [1, 2], length: 12)\nd = generate(net, [1, 2], length: 12)\nprint(a)\nprint(b)\nprint(c)\nprint(d)\n",
            "seeds.nn", System.IO.Path.GetTempPath());
        Assert.True(outcome is { IsAccepted: true, HasErrors: false }, outcome.Rendering);
        Assert.Equal(outcome.Lines[0], outcome.Lines[1]);
        Assert.NotEqual(outcome.Lines[2], outcome.Lines[3]);
    }

    [Theory]
    [InlineData("T >= 4", "the model does not take a sequence of 2")]
    [InlineData("T % 2 == 0", "the model does not take a sequence of 3")]
    [InlineData("T < 4 or T > 4", "the model does not take a sequence of 4")]
    [InlineData("not T == 5", "the model does not take a sequence of 5")]
    [InlineData("T != 3 and T < 100", "the model does not take a sequence of 3")]
    [InlineData("T >= 2 and T % 1 == 0", null)]
    public void RequirementsHoldForEveryLengthThatIsScored(string requirement, string? message)
    {
        var outcome = ScriptHarness.Run(
            $"model Net() (t: int[B, T]) -> [B, T, 7] {{\n  require {requirement}, \"as it must be\"\n  9 * one_hot(t, 7)\n}}\nprint(generate(Net(), [1, 2], length: 4, temperature: 0))\n",
            "require.nn", System.IO.Path.GetTempPath());
        Assert.True(outcome.IsAccepted, outcome.Rendering);
        Assert.Equal(message is not null, outcome.HasErrors);
        Assert.Contains(message is null ? "" : $"{message}: as it must be", outcome.Rendering, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop: \"a\"", "x abc")]
    [InlineData("stop: \"c a\"", "x abc abc")]
    public void TextEndsWithinATokenOfSeveralCharacters(string stop, string expected)
    {
        using var folder = new TextFolder(string.Concat(Enumerable.Repeat("abc abc abc ab. ", 20)));
        var outcome = ScriptHarness.Run(
            "book = bpe(\"book.txt\", vocab: 259)\nmodel Next() (t: int[B, T]) -> [B, T, 259] = 9 * one_hot(258 + 0 * t, 259)\n"
            + $"print(generate(Next(), \"x\", length: 4, temperature: 0, tokenizer: book, {stop}) |> book.decode)\n",
            "stop.nn", folder.Path);
        Assert.True(outcome is { IsAccepted: true, HasErrors: false }, outcome.Rendering);
        Assert.Equal(expected, Assert.Single(outcome.Lines));
    }

    [Fact]
    public void SeveralPromptsHaveNoEndOfTheirOwn()
    {
        using var folder = new TextFolder("abab");
        var outcome = ScriptHarness.Run(
            "book = chars(\"book.txt\")\nmodel Next() (t: int[B, T]) -> [B, T, 2] = 9 * one_hot(1 - t, 2)\n"
            + "y = generate(Next(), [[0, 1], [1, 0]], length: 3, tokenizer: book, stop: \"a\")\n",
            "stop.nn", folder.Path);
        Assert.False(outcome.IsAccepted);
        Assert.Contains("none can end earlier", outcome.Rendering, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(", stop: \"ab\"", "xab", 2)]
    [InlineData("", "xababab\uFFFD", 7)]
    public void ATextThatEndsWithinACharacterIsWrittenToItsEnd(string stop, string expected, int length)
    {
        // After 'x' come 'a' and 'b' in turn; the last token is the first byte of a character of two.
        using var folder = new TextFolder("abab");
        var outcome = ScriptHarness.Run(
            "book = bpe(\"book.txt\", vocab: 256)\n"
            + "model Next() (t: int[B, T]) -> [B, T, 256] {\n  place = broadcast(0..T, shape(t))\n  9 * one_hot(where(place == 6, 195, 97 + place % 2), 256)\n}\n"
            + $"y = generate(Next(), \"x\", length: {length}, temperature: 0, tokenizer: book, stream: true{stop})\n",
            "stream.nn", folder.Path);
        Assert.True(outcome is { IsAccepted: true, HasErrors: false }, outcome.Rendering);
        Assert.Equal(expected, string.Concat(outcome.Lines));
    }

    [Theory]
    [InlineData("stop: \"ba\"", "abba")]
    [InlineData("stop: \"zz\"", "abbabbab")]
    public void TextEndsWhereItIsToldTo(string stop, string expected)
    {
        using var folder = new TextFolder("abbabbabbabb");
        var outcome = ScriptHarness.Run(
            "book = chars(\"book.txt\")\n"
            + "model Next() (t: int[B, T]) -> [B, T, 2] {\n  before = concatenate((t[:, 0:1], t[:, 0:T-1]), 1)\n  9 * one_hot(1 - t * before, 2)\n}\n"
            + $"net = Next()\nprint(generate(net, \"ab\", length: 6, temperature: 0, tokenizer: book, {stop}) |> book.decode)\n",
            "stop.nn", folder.Path);
        Assert.True(outcome is { IsAccepted: true, HasErrors: false }, outcome.Rendering);
        Assert.Equal(expected, Assert.Single(outcome.Lines));
    }

    [Fact]
    public void TextIsWrittenAsItComes()
    {
        using var folder = new TextFolder("abababab");
        var outcome = ScriptHarness.Run(
            "book = chars(\"book.txt\")\nmodel Next() (t: int[B, T]) -> [B, T, 2] = 9 * one_hot(1 - t, 2)\nnet = Next()\n"
            + "y = generate(net, \"ab\", length: 3, temperature: 0, tokenizer: book, stream: true)\n",
            "stream.nn", folder.Path);
        Assert.True(outcome is { IsAccepted: true, HasErrors: false }, outcome.Rendering);
        Assert.Equal("ababa", string.Concat(outcome.Lines));
    }

    private sealed class TextFolder : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nn-generation-");

        public TextFolder(string text) => File.WriteAllText(System.IO.Path.Combine(folder.FullName, "book.txt"), text);

        public string Path => folder.FullName;

        public void Dispose() => folder.Delete(recursive: true);
    }
}
