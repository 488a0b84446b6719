using System.Text.Json;
using Dsl.Language.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Language.Tests.Syntax;

/// <summary>Texts nobody wrote: any characters, any tokens, and samples with random edits.</summary>
public class RandomTextTests
{
    private static readonly string[] Pieces =
    [
        "fn", "model", "optimizer", "param", "state", "if", "else", "for", "in", "scan", "over", "with", "require", "and", "or", "not", "true",
        "import", "as", "assert", "def", "return", "let", "x", "y", "f", "T", "1", "2.5", "1e-3", "\"s\"", "\"{", "\"", "\"\"\"", "}", "{", "(", ")", "[", "]",
        ",", ":", ";", ".", "..", "...", "~", "=", "+=", "=>", "->", "<-", "|>", "+", "-", "*", "/", "//", "%", "@", "^", "**", "==", "!=", "<", "<=", ">", "!", "&&", "$", "'",
        "\n", "\n", "\n  ", " ", " ", "\t", "\r\n", "# c\n", "## d\n", "\u00e9", "\ud83d\ude00", "\ud83d", "\0",
    ];

    private static readonly Config Setup = Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(20260101UL, 7UL);

    [Fact]
    public void Random_characters_round_trip() =>
        Check(from characters in Gen.ArrayOf(ArbMap.Default.GeneratorFor<char>()) select new string(characters));

    [Fact]
    public void Random_tokens_round_trip() =>
        Check(from pieces in Gen.ArrayOf(Gen.Elements(Pieces)) select string.Concat(pieces));

    [Fact]
    public void Random_tokens_with_spaces_round_trip() =>
        Check(from pieces in Gen.ArrayOf(Gen.Elements(Pieces)) select string.Join(' ', pieces));

    [Fact]
    public void Samples_with_random_edits_round_trip() =>
        Check(
            from sample in Gen.Elements(SampleScripts.All.Select(s => s.Text).ToArray())
            from edits in Gen.ArrayOf(
                from place in Gen.Choose(0, sample.Length)
                from length in Gen.Choose(0, 12)
                from piece in Gen.Elements(Pieces)
                select (place, length, piece))
            select edits.Take(6).Aggregate(sample, static (text, edit) => Edit(text, edit.place, edit.length, edit.piece)));

    private static string Edit(string text, int place, int length, string piece)
    {
        var start = Math.Min(place, text.Length);
        return text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, piece);
    }

    private static void Check(Gen<string> texts) =>
        Prop.ForAll(Arb.From(texts), VerifyAll).Check(Setup);

    private static void VerifyAll(string text)
    {
        var tree = TreeText.Parse(text);
        TreeText.Verify(tree);
        foreach (var diagnostic in tree.Diagnostics)
        {
            var rendered = DiagnosticTextRenderer.Render(diagnostic, color: false);
            Assert.DoesNotContain(rendered, c => char.IsControl(c) && c != '\n');
        }

        using var json = JsonDocument.Parse(DiagnosticJsonRenderer.Render(tree.Diagnostics));
        Assert.Equal(tree.Diagnostics.Length, json.RootElement.GetArrayLength());
    }
}
