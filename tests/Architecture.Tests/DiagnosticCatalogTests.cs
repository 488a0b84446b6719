using System.Text.RegularExpressions;
using Dsl.Language.Diagnostics;

namespace Dsl.Architecture.Tests;

/// <summary>Every diagnostic code is declared once, in its stage's range, with a page and a script that triggers it.</summary>
public partial class DiagnosticCatalogTests
{
    /// <summary>The first digits that the codes of a folder's catalogues may have.</summary>
    private static readonly Dictionary<string, string> Ranges = new()
    {
        ["Syntax"] = "1",
        ["Binding"] = "236",
        ["Generation"] = "2",
        ["Operators"] = "3",
        ["Services"] = "6",
        ["Compilation"] = "6",
        ["Execution"] = "4",
        ["Training"] = "4",
        ["Scripts"] = "4",
        ["Data"] = "5",
        ["Storage"] = "5",
        ["Export"] = "5",
    };

    /// <summary>What no script of a few lines can trigger everywhere, and why.</summary>
    private static readonly Dictionary<string, string> WithoutFixture = new()
    {
        ["NN1016"] = "a fixture is text, and this is about bytes that are none",
        ["NN1017"] = "a fixture is text, and this is about a character that editors remove",
        ["NN1027"] = "the script would have four million characters",
        ["NN4003"] = "depends on how much memory the machine has",
        ["NN4004"] = "needs a device that fails",
        ["NN4005"] = "needs a driver that refuses what others take",
        ["NN4014"] = "the checker refuses such settings first; this guards programs made otherwise",
        ["NN5002"] = "needs a file that may not be read, which a repository cannot hold",
        ["NN5010"] = "needs a file that changes between check and run",
        ["NN5053"] = "the checker gives every weight of a model a path of its own; this guards programs made otherwise",
    };

    private static readonly DiagnosticDescriptor[] All = [.. DiagnosticCatalogs.Types().SelectMany(DiagnosticCatalogs.Of)];

    public static TheoryData<string> Codes => [.. All.Select(static d => d.Code).Distinct()];

    [Fact]
    public void CodesAreUnique() =>
        Findings.AssertNone("a code is declared once", All.GroupBy(static d => d.Code).Where(static g => g.Count() > 1).Select(static g => g.Key));

    [Fact]
    public void CodesAreOfTheRangeOfTheirStage() =>
        Findings.AssertNone("a code is of its stage's range", DiagnosticCatalogs.Types().SelectMany(static catalog => DiagnosticCatalogs.Of(catalog)
            .Where(d => !Code().IsMatch(d.Code) || !Ranges.GetValueOrDefault(catalog.Namespace!.Split('.')[^1], "").Contains(d.Code[2]))
            .Select(d => $"{catalog.FullName} declares {d.Code}")));

    [Fact]
    public void TitlesAreShortSentences() =>
        Findings.AssertNone("a title begins with a small letter and has no full stop", All
            .Where(static d => char.IsUpper(d.Title[0]) || d.Title.EndsWith('.') || d.Title.Length > 80)
            .Select(static d => $"{d.Code}: {d.Title}"));

    [Fact]
    public void OnlyCataloguesDeclareDiagnostics() =>
        Findings.AssertNone("a diagnostic is declared in a catalogue", Repository.Sources("src")
            .Where(static path => !path.EndsWith("Errors.cs", StringComparison.Ordinal) && !path.EndsWith("Warnings.cs", StringComparison.Ordinal) && !path.EndsWith("Lints.cs", StringComparison.Ordinal))
            .Where(static path => Declaration().IsMatch(Repository.Read(path))));

    [Theory]
    [MemberData(nameof(Codes))]
    public void HasItsPage(string code)
    {
        var path = $"docs/errors/{code}.md";
        Assert.True(File.Exists(Repository.FullPath(path)), $"{path} is missing");
        var page = Repository.Read(path).ReplaceLineEndings("\n");
        Assert.StartsWith($"# {code}: {All.First(d => d.Code == code).Title}\n", page, StringComparison.Ordinal);
        Assert.Contains("```", page, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPageHasItsCode() =>
        Findings.AssertNone("a page of an error belongs to a code", Directory.EnumerateFiles(Repository.FullPath("docs/errors"), "NN*.md")
            .Select(static path => Path.GetFileNameWithoutExtension(path)!)
            .Where(static name => All.All(d => d.Code != name)));

    [Fact]
    public void EveryCodeIsTriggeredByAFixture()
    {
        var triggered = Repository.TextFiles
            .Where(static path => path.StartsWith("tests/suite/", StringComparison.Ordinal) && path.EndsWith(".nn", StringComparison.Ordinal))
            .SelectMany(static path => Expectation().Matches(Repository.Read(path)).Select(static m => m.Groups[1].Value))
            .ToHashSet();
        Findings.AssertNone("a fixture triggers each code", All.Select(static d => d.Code).Where(code => !triggered.Contains(code) && !WithoutFixture.ContainsKey(code)));
        Findings.AssertNone("an exception that is none any more", WithoutFixture.Keys.Where(code => triggered.Contains(code) || All.All(d => d.Code != code)));
    }

    [GeneratedRegex(@"^NN\d{4}$")]
    private static partial Regex Code();

    [GeneratedRegex("\"NN\\d{4}\"\\s*,\\s*(DiagnosticSeverity|\")")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^# expect \w+ (NN\d{4})", RegexOptions.Multiline)]
    private static partial Regex Expectation();
}
