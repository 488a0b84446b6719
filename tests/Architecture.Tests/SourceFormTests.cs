using System.Text.RegularExpressions;

namespace Dsl.Architecture.Tests;

/// <summary>The form of source files: their length, their one type, their namespace, and what they must not do.</summary>
public partial class SourceFormTests
{
    private const int LargestFile = 500;

    [Fact]
    public void NoFileIsTooLong() =>
        Findings.AssertNone($"no source file has more than {LargestFile} lines", Repository.TextFiles
            .Where(static path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".ts", StringComparison.Ordinal) || path.EndsWith(".nn", StringComparison.Ordinal))
            .Select(static path => (Path: path, Count: Repository.Lines(path).Length))
            .Where(static file => file.Count > LargestFile)
            .Select(static file => $"{file.Path} has {file.Count} lines"));

    [Fact]
    public void NamespaceIsTheFolder()
    {
        var found = new List<string>();
        foreach (var path in Repository.Sources("src").Concat(Repository.Sources("tests")))
        {
            var folders = path.Split('/')[1..^1];
            var expected = "Dsl." + string.Join('.', folders);
            var declared = FileNamespace().Match(Repository.Read(path));
            if (declared.Success ? declared.Groups[1].Value != expected : Path.GetFileName(path) != "Program.cs")
                found.Add($"{path} declares {(declared.Success ? declared.Groups[1].Value : "no namespace")}, expected {expected}");
        }

        Findings.AssertNone("a file's namespace is its folder", found);
    }

    [Fact]
    public void AFileHoldsOneType()
    {
        var found = new List<string>();
        foreach (var path in Repository.Sources("src"))
        {
            var types = TopLevelType().Matches(Repository.Read(path)).Select(static m => (Kind: m.Groups["kind"].Value, Name: m.Groups["name"].Value)).ToList();
            var name = Path.GetFileName(path).Split('.')[0];
            if (name == "Program")
                continue;

            // A family of small records (a closed hierarchy, or what one type consists of) reads best on one page.
            if (types.Count(static t => t.Kind is not ("record" or "enum")) > 1)
                found.Add($"{path} holds {string.Join(", ", types.Where(static t => t.Kind is not ("record" or "enum")).Select(static t => t.Name))}");
            else if (types.Count == 1 && types[0].Name != name)
                found.Add($"{path} holds {types[0].Name} and is not named after it");
            else if (types.Count == 0)
                found.Add($"{path} holds no type");
        }

        Findings.AssertNone("a file holds one class, struct or interface, beside it only records and enumerations that belong to it", found);
    }

    [Fact]
    public void OnlyTheProgramWritesToTheConsole() =>
        AssertNoLine("only the program itself writes to the console", ["src/Language", "src/Runtime"], ConsoleWrite());

    [Fact]
    public void NothingAsksForTheTimeOfDay() =>
        AssertNoLine("the same script gives the same result on any day", ["src/Language", "src/Runtime"], TimeOfDay());

    [Fact]
    public void NothingIsLeftUndone() =>
        AssertNoLine("what is there is finished", ["src", "tests"], Unfinished());

    private static void AssertNoLine(string rule, string[] folders, Regex pattern) =>
        Findings.AssertNone(rule, folders.SelectMany(Repository.Sources).SelectMany(path => Repository.Lines(path)
            .Select((line, index) => (line, index))
            .Where(l => pattern.IsMatch(l.line))
            .Select(l => $"{path}:{l.index + 1}: {l.line.Trim()}")));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"^(?:public|internal|file) (?:(?:abstract|sealed|static|readonly|partial|unsafe|ref) )*(?<kind>class|record|struct|interface|enum|delegate)(?: struct| class| unsafe)?(?: void| [\w<>]+\*?(?= \w+\())? (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"\bConsole\.(Write|Out\b|Error\b|SetOut)")]
    private static partial Regex ConsoleWrite();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|new Random\(\)|\bRandom\.Shared\b")]
    private static partial Regex TimeOfDay();

    // The words are put together here so that this file does not contain them.
    private static Regex Unfinished() => new(@"\b(" + string.Join('|', "TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception") + @")\b");
}
