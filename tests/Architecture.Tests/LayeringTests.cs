using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dsl.Architecture.Tests;

/// <summary>Each folder uses only folders to its left; each project only the ones it may know.</summary>
public partial class LayeringTests
{
    private static readonly string[] LanguageOrder =
    [
        "Text", "Diagnostics", "Syntax", "Formatting", "Types", "Lowering", "Graph", "Operators", "Differentiation", "Precision", "Incremental", "Data", "Programs", "Library",
        "Binding", "Compilation", "Services",
    ];

    private static readonly string[] RuntimeOrder =
        ["Execution", "Optimization", "Kernels", "Scheduling", "Backends", "Data", "Storage", "Training", "Generation", "Export", "Reports", "Scripts", "Embedding"];

    private static readonly Dictionary<string, string[]> ProjectReferences = new()
    {
        ["Language"] = [],
        ["Runtime"] = ["Language"],
        ["Repl"] = ["Language", "Runtime"],
        ["LanguageServer"] = ["Language"],
    };

    [Fact]
    public void LanguageFoldersUseOnlyFoldersToTheirLeft() => AssertOrder("Language", LanguageOrder);

    [Fact]
    public void RuntimeFoldersUseOnlyFoldersToTheirLeft() => AssertOrder("Runtime", RuntimeOrder);

    [Fact]
    public void ProjectsReferenceOnlyWhatTheyMayKnow() =>
        Findings.AssertNone("a project may reference only these", ProjectReferences.SelectMany(static pair => References(pair.Key, "ProjectReference")
            .Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
            .Where(name => !pair.Value.Contains(name))
            .Select(name => $"{pair.Key} references {name}, and may reference {(pair.Value.Length == 0 ? "nothing" : string.Join(", ", pair.Value))}")));

    [Theory]
    [InlineData("Language")]
    [InlineData("Runtime")]
    [InlineData("LanguageServer")]
    public void ProjectHasNoPackages(string project) => Assert.Empty(References(project, "PackageReference"));

    [Fact]
    public void LanguageTouchesNoFilesAndNoNetwork() =>
        Findings.AssertNone("the language reads only through its file source", Repository.Sources("src/Language").SelectMany(static path => Repository.Lines(path)
            .Where(static line => InputOrOutput().IsMatch(line))
            .Select(line => $"{path}: {line.Trim()}")));

    private static void AssertOrder(string project, string[] order)
    {
        var folders = Directory.EnumerateDirectories(Repository.FullPath($"src/{project}")).Select(static d => Path.GetFileName(d)!)
            .Where(static name => name is not ("bin" or "obj")).ToList();
        Findings.AssertNone("every folder has its place in the order", folders.Where(f => !order.Contains(f)));
        var found = new List<string>();
        foreach (var folder in folders)
        {
            var place = Array.IndexOf(order, folder);
            foreach (var path in Repository.Sources($"src/{project}/{folder}"))
            {
                foreach (Match match in Regex.Matches(WithoutComments(path), $@"\bDsl\.{project}\.([A-Z]\w*)"))
                {
                    if (Array.IndexOf(order, match.Groups[1].Value) is var other && other > place)
                        found.Add($"{path} uses {match.Value}, and {match.Groups[1].Value} is to the right of {folder}");
                }
            }
        }

        Findings.AssertNone("a folder uses only folders to its left", found.Distinct());
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.FullPath($"src/{project}/{project}.csproj")).Descendants(kind).Select(static e => e.Attribute("Include")!.Value);

    private static string WithoutComments(string path) =>
        string.Join('\n', Repository.Lines(path).Where(static line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex(@"\b(File|Directory|FileInfo|DirectoryInfo|FileStream|HttpClient|Socket|Process)\.[A-Z]\w*\(|\bnew (FileInfo|DirectoryInfo|FileStream|HttpClient|Socket|Process)\(|using System\.Net\b")]
    private static partial Regex InputOrOutput();
}
