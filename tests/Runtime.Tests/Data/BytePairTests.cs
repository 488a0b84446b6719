using System.Text;
using Dsl.Language.Data;
using Dsl.Runtime.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Data;

public sealed class BytePairTests
{
    [Fact]
    public void TheMostFrequentPairComesFirstAndTheSmallestOfEqualOnes()
    {
        // aa occurs four times; then Z = aa leaves ab and Za twice each.
        var merges = BytePairLearning.Learn("aaabdaaabac"u8, 3);
        Assert.Equal([('a', 'a'), ('a', 'b'), (256, 257)], merges.ToArray());
    }

    [Fact]
    public void NothingIsJoinedAcrossWords()
    {
        var merges = BytePairLearning.Learn("ab ab ab ab"u8, 10);
        Assert.Equal([('a', 'b'), (' ', 256)], merges.ToArray());
    }

    [Fact]
    public void CountingAnewEachTimeLearnsTheSame() =>
        Prop.ForAll(Gen.Elements('a', 'b', 'c', ' ', '\n').ListOf(200).ToArbitrary(), static letters =>
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(letters));
            return BytePairLearning.Learn(text, 12).SequenceEqual(LearnByCounting(text, 12));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(5, 7));

    [Fact]
    public void AnyTextIsDecodedAsItWas()
    {
        var tokenizer = new BytePairTokenizer(new TokenizerDescription(TokenizerKind.BytePairs, [], BytePairLearning.Learn(Encoding.UTF8.GetBytes(Sample()), 60)));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            // What is half a character in UTF-16 is none in UTF-8.
            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes((text ?? "") + " the net fell, ünd " + text));
            var tokens = tokenizer.Encode(whole).Tokens!;
            return tokens.All(token => token < tokenizer.Vocabulary) && tokenizer.Decode(tokens, out var decoded) is null && decoded == whole;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(13, 17));
    }

    [Fact]
    public void PiecesOneAfterAnotherAreTheText() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes =>
        {
            byte[] text = [.. bytes, .. new byte[100], .. bytes, .. "   a  b\n\n c 12 34!?"u8];
            var joined = new List<byte>();
            var position = 0;
            while (BytePairPieces.Next(text, ref position) is { IsEmpty: false } piece)
            {
                if (piece.Length > TokenizerDescription.LongestToken)
                    return false;
                joined.AddRange(piece);
            }

            return joined.SequenceEqual(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(19, 23));

    [Fact]
    public void LearningJoinsAsEncodingDoes()
    {
        // Every learned token occurs when the text itself is encoded, unless later ones took all its places.
        var text = Sample();
        var description = new TokenizerDescription(TokenizerKind.BytePairs, [], BytePairLearning.Learn(Encoding.UTF8.GetBytes(text), 40));
        var tokens = new BytePairTokenizer(description).Encode(text).Tokens!;
        var used = tokens.Select(static token => (int)token).Concat(description.Merges.SelectMany(static merge => new[] { merge.Left, merge.Right })).ToHashSet();
        Assert.All(Enumerable.Range(TokenizerDescription.Bytes, description.Merges.Length), token => Assert.Contains(token, used));
        Assert.True(tokens.Length < text.Length * 3 / 4);
    }

    [Fact]
    public void ATextThatGivesFewerTokensIsAnErrorWithTheirNumber()
    {
        var failure = DataCalls.Run("bpe", new MemoryDataFiles().Add("t.txt", "abab"), ("path", "t.txt"), ("vocab", 300L)).Failure!;
        Assert.Equal("NN5008", failure.Descriptor.Code);
        Assert.Equal("vocab is 300, but t.txt gives at most 257 tokens, as then no two are side by side twice in its words", failure.Message);
    }

    [Fact]
    public void TheVocabularyIsKnownBeforeTheRun()
    {
        var type = (DataRecordType)DataCalls.Infer("bpe", DataFolder.Files, ("path", "rhyme.txt"), ("vocab", 270L)).Type!;
        Assert.Equal(270, ((DataSizeType)type.Field("vocab")!).Size.ConstantValue);
        var book = DataCalls.Call("bpe", ("path", "rhyme.txt"), ("vocab", 270L));
        Assert.Equal(270, ((DataSize)book["vocab"].Value).Value);
    }

    private static string Sample() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(DataFolder.ExampleScript())!, "rhyme.txt"));

    private static IEnumerable<(int Left, int Right)> LearnByCounting(byte[] text, int merges)
    {
        var pieces = new List<int[]>();
        var position = 0;
        while (BytePairPieces.Next(text, ref position) is { IsEmpty: false } piece)
            pieces.Add([.. piece.ToArray().Select(static value => (int)value)]);
        for (var made = 0; made < merges; made++)
        {
            var counts = pieces.SelectMany(static piece => piece.Zip(piece.Skip(1))).GroupBy(static pair => pair)
                .Select(static group => (Pair: group.Key, Count: group.Count())).Where(static found => found.Count > 1)
                .OrderByDescending(static found => found.Count).ThenBy(static found => found.Pair).ToArray();
            if (counts.Length == 0)
                yield break;
            var (left, right) = counts[0].Pair;
            yield return (left, right);
            for (var i = 0; i < pieces.Count; i++)
            {
                var copy = pieces[i].ToArray();
                pieces[i] = copy[..BytePairLearning.Replace(copy, left, right, TokenizerDescription.Bytes + made)];
            }
        }
    }
}
