using System.Collections.Immutable;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>A piece of code in a documentation: its place, what its fence says after <c>nn</c>, and its text.</summary>
internal sealed record CodeExample(string Place, string Mark, string Text)
{
    /// <summary>The code of the error or warning that it must give, or null.</summary>
    public string? ErrorCode => Mark.StartsWith("error ", StringComparison.Ordinal) ? Mark["error ".Length..].Trim() : null;

    /// <summary>The file of data that it needs, or null.</summary>
    public string? NeededFile => Mark.StartsWith("data ", StringComparison.Ordinal) ? Mark["data ".Length..].Trim() : null;

    /// <summary>What its print statements say that they print: their trailing comments.</summary>
    public ImmutableArray<string> ExpectedLines =>
    [
        .. Text.Split('\n')
            .Where(static line => line.StartsWith("print(", StringComparison.Ordinal))
            .Select(static line => line.LastIndexOf(" # ", StringComparison.Ordinal) is var comment and >= 0 ? line[(comment + 3)..].Trim() : null)
            .OfType<string>(),
    ];

    /// <summary>Runs it and says what is wrong with what comes of it, or null.</summary>
    public string? Problem(string folder)
    {
        var outcome = ScriptHarness.Run(Text, "example.nn", folder);
        var code = outcome.WorstCode;
        if (code != ErrorCode)
            return $"{Place}: expected {ErrorCode ?? "no error"}\n{outcome.Rendering}\n{Text}";
        var expected = ExpectedLines;
        if (code is not null || expected.IsEmpty || expected.SequenceEqual(outcome.Lines))
            return null;
        return $"{Place}: expected\n{string.Join('\n', expected)}\nbut printed\n{string.Join('\n', outcome.Lines)}\n{Text}";
    }

    /// <summary>The fenced blocks of nn in a text whose lines all begin with a prefix.</summary>
    public static IEnumerable<CodeExample> In(string place, IEnumerable<string> lines, string prefix = "")
    {
        const string Fence = "```nn";
        string? mark = null;
        var start = 0;
        var number = 0;
        var text = new List<string>();
        foreach (var raw in lines)
        {
            number++;
            var isInside = raw.StartsWith(prefix, StringComparison.Ordinal);
            var line = isInside ? raw[prefix.Length..] : "";
            if (prefix.Length > 0 && line.StartsWith(' '))
                line = line[1..];
            if (mark is null)
            {
                if (isInside && line.StartsWith(Fence, StringComparison.Ordinal))
                    (mark, start) = (line[Fence.Length..].Trim(), number);
            }
            else if (line.StartsWith("```", StringComparison.Ordinal))
            {
                yield return new CodeExample($"{place}:{start}", mark, string.Join('\n', text) + "\n");
                mark = null;
                text.Clear();
            }
            else
            {
                text.Add(line);
            }
        }
    }
}
