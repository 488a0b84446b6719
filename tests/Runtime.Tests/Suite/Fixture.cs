using System.Collections.Immutable;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>
/// A script with what is expected of it inside: after the script a line <c># expect error NN3001</c> or <c># expect warning NN6001</c> with the whole
/// rendering of the diagnostics, or <c># expect output</c> with the printed lines, each as <c># | text</c>.
/// </summary>
internal sealed record Fixture(string Path, string Script, string? Code, ImmutableArray<string> Expected)
{
    private const string ErrorHead = "# expect error ";
    private const string WarningHead = "# expect warning ";
    private const string OutputHead = "# expect output";
    private const string LineHead = "# |";

    /// <summary>Reads a fixture; the expectation is the last part of the file.</summary>
    public static Fixture Read(string path)
    {
        var lines = File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var head = Array.FindIndex(lines, static l => IsHead(l, ErrorHead) || IsHead(l, WarningHead) || l == OutputHead);
        if (head < 0)
            throw new FormatException($"{path} says nothing of what it expects");
        var code = lines[head] == OutputHead ? null : lines[head][(IsHead(lines[head], ErrorHead) ? ErrorHead : WarningHead).Length..].Trim();
        var expected = lines.Skip(head + 1).Select(line => line.StartsWith(LineHead, StringComparison.Ordinal)
            ? line[LineHead.Length..] is [' ', .. var text] ? text : ""
            : throw new FormatException($"{path}: `{line}` stands after the expectation's head and is no part of it"));
        return new Fixture(path, string.Join('\n', lines.Take(head)).TrimEnd('\n') + "\n", code, [.. expected]);
    }

    /// <summary>The file with another expectation.</summary>
    public string With(IEnumerable<string> expected, string? code) =>
        Script + "\n" + (code is null ? OutputHead : (code.StartsWith("NN6", StringComparison.Ordinal) ? WarningHead : ErrorHead) + code) + "\n" + string.Concat(expected.Select(static l => l.Length == 0 ? $"{LineHead}\n" : $"{LineHead} {l}\n"));

    private static bool IsHead(string line, string head) => line.StartsWith(head, StringComparison.Ordinal);
}
