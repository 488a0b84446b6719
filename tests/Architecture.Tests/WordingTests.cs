using System.Text.RegularExpressions;

namespace Dsl.Architecture.Tests;

/// <summary>Words that no file of the project contains: unfinished work, the machine that built it, where packages come from.</summary>
public class WordingTests
{
    // Each is put together from parts so that this file does not contain it.
    private static readonly (string What, Regex Pattern)[] Forbidden =
    [
        ("unfinished work", Words("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception")),
        ("a word for how the project came about", new Regex(@"\b(" + "sess" + @"ions?|" + "help" + @"ers?|" + "br" + @"iefs?)\b", RegexOptions.IgnoreCase)),
        ("a path of one machine", new Regex(@"(?<![\w.])/(" + string.Join('|', "wo" + "rk", "ro" + "ot", "ho" + @"me/\w+", "Us" + @"ers/\w+") + ")/")),
        ("the address of a package registry", new Regex(
            string.Join('|', @"api\.nu" + "get", @"nu" + @"get\.org", @"registry\.np" + "m", @"py" + @"pi\.org", @"crates" + @"\.io", "art" + "ifactory"), RegexOptions.IgnoreCase)),
    ];

    [Fact]
    public void NoFileContainsAForbiddenWord() =>
        Findings.AssertNone("words that the project's files never contain", Repository.TextFiles.SelectMany(static path => Repository.Lines(path)
            .SelectMany((line, index) => Forbidden
                .Where(f => f.Pattern.IsMatch(line))
                .Select(f => $"{path}:{index + 1}: {f.What}: {(line.Length > 120 ? line[..120] : line).Trim()}"))));

    private static Regex Words(params string[] words) => new(@"\b(" + string.Join('|', words) + @")\b");
}
