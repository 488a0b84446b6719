using System.Text;
using Dsl.Runtime.Data;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Data;

/// <summary>Texts as tokens: words, characters of any alphabet, and files of any size.</summary>
[Collection(ProcessMemory.Name)]
public sealed class TextBookTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void WordsAreRankedByFrequencyAndTheRestIsUnknown()
    {
        var book = DataCalls.Call("words", new MemoryDataFiles().Add("t.txt", "a cat, a dog, a Bird's nest.\nüber\n"), ("path", "t.txt"), ("vocab", 5L));
        var tokenizer = ((DataEncoder)book["encode"].Value).Tokenizer;
        Assert.Equal(["<unknown>", "a", "\n", ",", "."], tokenizer.Description.Texts.ToArray());
        Assert.Equal([1, 0, 3, 1, 0, 3, 1, 0, 0, 4, 2, 0, 2], ((DataTensor)book["tokens"].Value).Column.Integers());
        Assert.Null(tokenizer.Decode([1, 0, 3, 1, 4, 2, 1], out var text));
        Assert.Equal("a <unknown>, a.\na", text);
    }

    [Theory]
    [InlineData("don't (stop) \"now\"", "don't|(|stop|)|\"|now|\"")]
    [InlineData("x_1 = 3.5%", "x|_|1|=|3|.|5|%")]
    [InlineData("  \t\r\n  ", "\n")]
    [InlineData("naïve café's 東京, ’tis", "naïve|café's|東京|,|’|tis")]
    public void AWordIsLettersAndDigitsWithApostrophesBetween(string text, string pieces)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<string>();
        var position = 0;
        while (WordPieces.Next(bytes, ref position) is { IsEmpty: false } piece)
            found.Add(Encoding.UTF8.GetString(piece));
        Assert.Equal(pieces, string.Join('|', found));
    }

    [Fact]
    public void ATextWithTooFewWordsIsAnErrorWithTheirNumber() => Assert.Equal(
        "vocab is 9, but t.txt has 2 different words and marks, which makes at most 3 tokens with that for unknown words",
        DataCalls.Run("words", new MemoryDataFiles().Add("t.txt", "a b a"), ("path", "t.txt"), ("vocab", 9L)).Failure!.Message);

    [Fact]
    public void NeitherAVocabularyNorAFileIsAnError() => Assert.Equal(
        "NN5008", DataCalls.Infer("words", new MemoryDataFiles().Add("t.txt", "a b a"), ("path", "t.txt")).Failure!.Descriptor.Code);

    [Fact]
    public void CharactersOfAnyAlphabetAreTokens()
    {
        var book = DataCalls.Call("chars", new MemoryDataFiles().Add("t.txt", "\uFEFFbüab😀a東"), ("path", "t.txt"));
        Assert.Equal([1, 2, 0, 1, 4, 0, 3], ((DataTensor)book["tokens"].Value).Column.Integers());
        Assert.Equal([3], ((DataTensor)book["validation"].Value).Column.Integers());
    }

    [Fact]
    public void ALaterTextMayLackATokenOfAnEarlierVocabularyButNotHaveMore()
    {
        var files = new MemoryDataFiles().Add("t.txt", "abba").Add("u.txt", "abc").Add("t.json", "{\"kind\":\"characters\",\"tokens\":[\"a\",\"b\",\"z\"]}");
        Assert.Equal([0, 1, 1, 0], ((DataTensor)DataCalls.Call("chars", files, ("path", "t.txt"), ("from", "t.json"))["tokens"].Value).Column.Integers());
        var failure = DataCalls.Run("chars", files, ("path", "u.txt"), ("from", "t.json")).Failure!;
        Assert.Equal("NN5012", failure.Descriptor.Code);
        Assert.Equal("u.txt", failure.Place!.File);
    }

    [Fact]
    public void ManyTokensLieInATemporaryFileAndAreTheSame()
    {
        foreach (var vocabulary in new[] { 300, 100_000 })
        {
            using var held = new TokenWriter(vocabulary);
            using var spilt = new TokenWriter(vocabulary, mostHeld: 4096);
            for (var i = 0; i < 50_000; i++)
            {
                held.Add((i * 31) % vocabulary);
                spilt.Add((i * 31) % vocabulary);
            }

            var (first, second) = (new long[50_000], new long[50_000]);
            held.Finish().Copy(0, first);
            spilt.Finish().Copy(0, second);
            Assert.Equal(first, second);
            Assert.Equal((49_999 * 31) % vocabulary, second[^1]);
        }
    }

    [Fact]
    public void AMappedFileReadsLikeAHeldOne()
    {
        var folder = Directory.CreateTempSubdirectory("nn-mapped-");
        try
        {
            var text = Repeat("The quick brown fox.\n", 17 * Megabyte);
            File.WriteAllBytes(Path.Combine(folder.FullName, "large.txt"), text);
            var mapped = DataCalls.Call("chars", new FileSystemFileSource(folder.FullName, null), ("path", "large.txt"));
            var held = DataCalls.Call("chars", new MemoryDataFiles().Add("large.txt", text), ("path", "large.txt"));
            foreach (var part in new[] { "tokens", "train", "validation" })
                Assert.True(((DataTensor)mapped[part].Value).Column.Integers().AsSpan().SequenceEqual(((DataTensor)held[part].Value).Column.Integers()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void AFileOfManyMegabytesTrainsInLittleMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var folder = Directory.CreateTempSubdirectory("nn-large-");
        try
        {
            var block = Repeat("It guessed, it missed, it felt the slope.\n", Megabyte);
            using (var file = File.Create(Path.Combine(folder.FullName, "large.txt")))
            {
                for (var i = 0; i < 300; i++)
                    file.Write(block);
            }

            const string Script = """
                model Net(vocab: int) (x: int[batch, time]) -> [batch, time, vocab] = x |> embedding(vocab, 8) |> dense(vocab)
                book = chars("FILE")
                net = Net(book.vocab)
                history = train(net, windows(book.train, 16), loss: cross_entropy, optimizer: adam(lr: 1e-2), steps: 60, batch: 16, silent: true)
                assert history.loss[0] < history.first_loss
                print(book.vocab)
                """;
            var small = Repeat("It guessed, it missed, it felt the slope.\n", Megabyte / 64);
            File.WriteAllBytes(Path.Combine(folder.FullName, "small.txt"), small);
            AssertRuns(Script.Replace("FILE", "small.txt", StringComparison.Ordinal), folder.FullName);
            GC.Collect();
            var before = AnonymousMemory();
            var lines = AssertRuns(Script.Replace("FILE", "large.txt", StringComparison.Ordinal), folder.FullName);
            Assert.Equal(["18"], lines);
            Assert.True(AnonymousMemory() - before < 100L * Megabyte, $"{(AnonymousMemory() - before) / Megabyte} MB more");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<string> AssertRuns(string script, string folder)
    {
        var outcome = ScriptHarness.Run(script, "large.nn", folder);
        Assert.True(outcome.Diagnostics.IsEmpty, outcome.Rendering);
        return outcome.Lines;
    }

    private static byte[] Repeat(string line, int length)
    {
        var pattern = Encoding.UTF8.GetBytes(line);
        var text = new byte[length];
        for (var i = 0; i < length; i++)
            text[i] = pattern[i % pattern.Length];
        return text;
    }

    // The memory of the process that no file stands behind, in bytes.
    private static long AnonymousMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(static l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
    }
}
