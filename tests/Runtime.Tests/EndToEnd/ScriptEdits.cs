using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Runtime.Tests.Suite;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>The examples with what a person at a keyboard does to them: tokens and lines deleted, doubled, swapped, inserted.</summary>
internal static class ScriptEdits
{
    private static readonly string[] Pieces =
    [
        "fn", "model", "param", "state", "optimizer", "if", "else", "for", "in", "scan", "over", "with", "require", "x", "y", "T", "B", "0", "1", "2.5", "-1", "\"s {x}\"",
        "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "...", "=", "=>", "->", "<-", "|>", "+", "-", "*", "/", "//", "%", "@", "^", "==", "<", "~", ".T", "[0]", "[:, -1]",
        "grad", "sum", "dense(3)", "relu", "train", "random([2, 3])", "minimize", "print", "softmax", "reshape", "rearrange", "concatenate", "csv", "\n", "not", "and",
    ];

    /// <summary>Every example, by name.</summary>
    public static IReadOnlyList<(string Name, string Text)> Examples { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryPaths.Examples, "*.nn").Order(StringComparer.Ordinal)
            .Select(static path => (Path.GetFileName(path), File.ReadAllText(path).ReplaceLineEndings("\n"))),
    ];

    /// <summary>One to five random edits of a random example.</summary>
    public static Gen<string> Random { get; } =
        from example in Gen.Elements(Examples.ToArray())
        from count in Gen.Choose(1, 5)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Edit(example.Text, count, new Random(seed));

    /// <summary>Nothing but words and signs of the language.</summary>
    public static Gen<string> RandomWords { get; } =
        from pieces in Gen.ArrayOf(Gen.Elements(Pieces))
        select string.Join(' ', pieces);

    /// <summary>The spans of all tokens of a text.</summary>
    public static IReadOnlyList<TextSpan> Tokens(string text) =>
        [.. TokensOf(SyntaxTree.Parse(new SourceText("script.nn", text)).Root).Select(static t => t.Span).Where(static s => s.Length > 0)];

    private static IEnumerable<SyntaxToken> TokensOf(SyntaxNode node) =>
        node.Children.SelectMany(static child => child is SyntaxNode inner ? TokensOf(inner) : child is SyntaxToken token ? [token] : []);

    private static string Edit(string text, int count, Random random)
    {
        for (var i = 0; i < count; i++)
            text = random.Next(3) == 0 ? EditLines(text, random) : EditTokens(text, random);
        return text;
    }

    private static string EditTokens(string text, Random random)
    {
        var tokens = Tokens(text);
        if (tokens.Count == 0)
            return text;
        var token = tokens[random.Next(tokens.Count)];
        var other = tokens[random.Next(tokens.Count)];
        var word = text.Substring(token.Start, token.Length);
        return random.Next(5) switch
        {
            0 => text.Remove(token.Start, token.Length),
            1 => text.Insert(token.End, " " + word),
            2 => text.Remove(token.Start, token.Length).Insert(token.Start, text.Substring(other.Start, other.Length)),
            3 => text.Remove(token.Start, token.Length).Insert(token.Start, Pieces[random.Next(Pieces.Length)]),
            _ => text.Insert(token.Start, Pieces[random.Next(Pieces.Length)] + " "),
        };
    }

    private static string EditLines(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (first, second) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(3))
        {
            case 0:
                lines.RemoveAt(first);
                break;
            case 1:
                lines.Insert(second, lines[first]);
                break;
            default:
                (lines[first], lines[second]) = (lines[second], lines[first]);
                break;
        }

        return string.Join('\n', lines);
    }
}
