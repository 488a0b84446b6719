using System.Text;
using Dsl.Language.Data;
using Dsl.Runtime.Data;
using Dsl.Runtime.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Data;

public sealed class TokenizerFileTests
{
    public static TheoryData<TokenizerDescription> Descriptions =>
    [
        new TokenizerDescription(TokenizerKind.Characters, ["\n", "a", "\"", "ü", "😀"], []),
        new TokenizerDescription(TokenizerKind.Words, [TokenizerDescription.UnknownWord, "the", "\n", "don't"], []),
        new TokenizerDescription(TokenizerKind.BytePairs, [], [(97, 98), (256, 256), (257, 97)]),
    ];

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void WhatIsStoredIsReadBack(TokenizerDescription tokenizer)
    {
        var folder = Directory.CreateTempSubdirectory("nn-tokenizer-");
        try
        {
            var path = Path.Combine(folder.FullName, "tokenizer.json");
            Assert.Null(TokenizerFileWriter.Write(path, tokenizer));
            Assert.Null(TokenizerFile.Parse(File.ReadAllBytes(path), out var read));
            Assert.Equal(tokenizer.Kind, read!.Kind);
            Assert.Equal(tokenizer.Texts.ToArray(), read.Texts.ToArray());
            Assert.Equal(tokenizer.Merges.ToArray(), read.Merges.ToArray());
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", "it is no JSON from line 1 on")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{\"kind\":\"syllables\",\"tokens\":[\"a\",\"b\"]}", "its kind is none of characters, words, byte pairs")]
    [InlineData("{\"kind\":\"characters\",\"tokens\":[\"a\",\"a\"]}", "its token 1 is there twice")]
    [InlineData("{\"kind\":\"characters\",\"tokens\":[\"a\",\"bc\"]}", "its token 1 is not a single character")]
    [InlineData("{\"kind\":\"characters\",\"tokens\":[\"a\"]}", "it has fewer than two tokens")]
    [InlineData("{\"kind\":\"words\",\"tokens\":[\"a\",\"b\"]}", "its token 0 is not <unknown>, which stands for all other words")]
    [InlineData("{\"kind\":\"byte pairs\",\"merges\":[[97,256]]}", "its merge 0 is of 97 and 256; expected tokens from 0 to 255, which are there before it")]
    [InlineData("{\"kind\":\"byte pairs\",\"merges\":[[97,98],[97,98]]}", "its merge 1 is there twice")]
    [InlineData("{\"kind\":\"byte pairs\",\"merges\":[[97,98,99]]}", "its merge 0 is no pair of tokens")]
    [InlineData("{\"kind\":\"byte pairs\",\"merges\":[],\"tokens\":[\"a\"]}", "its tokens or merges do not belong to its kind")]
    [InlineData("{\"kind\":\"byte pairs\",\"seed\":1}", "it holds more than kind, tokens and merges")]
    [InlineData("{\"kind\":\"byte pairs\",\"merges\":[]} x", "it is no JSON from line 1 on")]
    public void ADamagedFileIsRefusedWithAReason(string content, string problem) =>
        Assert.Equal(problem, TokenizerFile.Parse(Encoding.UTF8.GetBytes(content), out _));

    [Fact]
    public void TokensThatDoubleAgainAndAgainAreRefused()
    {
        var merges = string.Join(",", Enumerable.Range(0, 60).Select(static i => i == 0 ? "[97,97]" : $"[{255 + i},{255 + i}]"));
        Assert.Equal("its merge 6 makes a token of 128 bytes; expected at most 64", TokenizerFile.Parse(Encoding.UTF8.GetBytes($"{{\"kind\":\"byte pairs\",\"merges\":[{merges}]}}"), out _));
    }

    [Fact]
    public void ChangedBytesAreReadOrRefusedAndNeverThrow() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, PositiveInt Place, byte Value)[]>(), static changes =>
        {
            string[] files =
            [
                "{\"kind\":\"byte pairs\",\"merges\":[[97,98],[256,99]]}",
                "{\"kind\":\"words\",\"tokens\":[\"<unknown>\",\"a\",\"b\"]}",
                "{\"kind\":\"characters\",\"tokens\":[\"a\",\"b\",\"\\u00fc\"]}",
            ];
            var bytes = Encoding.UTF8.GetBytes(files[changes.Length % files.Length]);
            foreach (var (_, place, value) in changes)
                bytes[place.Get % bytes.Length] = value;
            if (TokenizerFile.Parse(bytes, out var read) is not null)
                return read is null;
            var tokenizer = Tokenizer.Of(read!);
            var every = Enumerable.Range(0, tokenizer.Vocabulary).Select(static token => (long)token).ToArray();
            return tokenizer.Decode(every, out _) is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(41, 43));

    [Fact]
    public void AStoredTokenizerOfAnotherKindIsRefused()
    {
        var files = new MemoryDataFiles().Add("t.txt", "ab ab").Add("t.json", "{\"kind\":\"byte pairs\",\"merges\":[[97,98]]}");
        Assert.Equal("t.json holds a tokenizer of byte pairs; expected one of characters", DataCalls.Infer("chars", files, ("path", "t.txt"), ("from", "t.json")).Failure!.Message);
        Assert.Equal("vocab is 300; expected 257, as the stored tokenizer has, or none", DataCalls.Infer("bpe", files, ("path", "t.txt"), ("from", "t.json"), ("vocab", 300L)).Failure!.Message);
        var book = DataCalls.Call("bpe", files, ("path", "t.txt"), ("from", "t.json"));
        Assert.Equal([256, 32, 256], ((DataTensor)book["tokens"].Value).Column.Integers());
    }
}
