using Dsl.Language.Services.Analysis;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>The project's example scripts, and broken forms of them.</summary>
internal static class ExampleScripts
{
    public static string Folder { get; } = Path.Combine(FindRoot(), "examples");

    public static string SuiteFolder { get; } = Path.Combine(FindRoot(), "tests", "suite");

    public static IEnumerable<string> All => Directory.EnumerateFiles(Folder, "*.nn").Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. All];

    public static SourceText Read(string name) => new(name, File.ReadAllText(Path.Combine(Folder, name)));

    /// <summary>The analysis of an example, with what it reads in small.</summary>
    public static ScriptAnalysis Analyze(string name) => ScriptAnalysis.Of(Read(name), new ExampleFiles());

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
