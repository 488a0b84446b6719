using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Data;

/// <summary>What scripts do with <c>encode</c> and <c>decode</c>.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void WhatWasEncodedDecodesToItself() => AssertPrints(
        """
        rhyme = chars("rhyme.txt")
        start = rhyme.encode("the net")
        print(rhyme.decode(start))
        """,
        "the net");

    [Fact]
    public void TheTokensOfAWrittenTextAreATensorOfKnownLength() => AssertPrints(
        """
        rhyme = chars("rhyme.txt")
        start = rhyme.encode("the")
        print(shape(start))
        print(shape(embedding(rhyme.vocab, 4)(start)))
        print(windows(rhyme.encode("a net "), 3))
        """,
        "[3]", "[3, 4]", "windows: 3 rows, x: int[3], y: int[3]");

    [Fact]
    public void ComputedTextIsEncodedAnewEachTurn() => AssertPrints(
        """
        rhyme = chars("rhyme.txt")
        for i in 1..4 {
          e = rhyme.encode(rhyme.decode(rhyme.tokens[0:3]))
          print(shape(e), rhyme.decode(e))
        }
        """,
        "[3] A l", "[3] A l", "[3] A l");

    [Fact]
    public void AWholeTextFileIsEncoded() => AssertPrints(
        """
        rhyme = chars("rhyme.txt")
        all = rhyme.encode(text("rhyme.txt"))
        print(rhyme.decode(all[0:12]))
        """,
        "A little net");

    [Theory]
    [InlineData("rhyme.encode(\"\")", "NN5011")]
    [InlineData("rhyme.encode(3)", "NN3022")]
    [InlineData("rhyme.encode(\"@\")", "NN5012")]
    public void WhatCannotBeEncodedIsSaid(string call, string code) => Assert.Equal(
        code, Assert.Single(Run($"rhyme = chars(\"rhyme.txt\")\nprint({call})\n").Diagnostics).Code);

    private static void AssertPrints(string script, params string[] lines)
    {
        var outcome = Run(script);
        Assert.True(outcome.Diagnostics.IsEmpty, outcome.Rendering);
        Assert.Equal(lines, outcome.Lines);
    }

    private static ScriptOutcome Run(string script) => ScriptHarness.Run(script, "encoding.nn", Path.Combine(RepositoryPaths.Examples, "data"));
}
