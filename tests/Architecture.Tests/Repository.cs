namespace Dsl.Architecture.Tests;

/// <summary>The repository's own files, found by walking up from where the tests run; nothing that a build makes.</summary>
internal static class Repository
{
    private static readonly string[] SkippedFolders =
        ["bin", "obj", ".git", ".vs", ".idea", "TestResults", "artifacts", "node_modules", "out", ".vscode-test"];

    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".sln", ".nn", ".md", ".json", ".ts", ".js", ".mjs", ".yml", ".sh", ".txt", ".csv", ".editorconfig", ".gitignore", "LICENSE", "run"];

    public static string Root { get; } = FindRoot();

    // Written by npm; the names in it are those of other people's packages. The extension's own tests look for addresses in it.
    private const string PackageLock = "package-lock.json";

    /// <summary>Every file of text, by its path from the root, in a fixed order.</summary>
    public static IReadOnlyList<string> TextFiles { get; } =
        [.. Walk(Root).Where(static p => TextEndings.Any(p.EndsWith) && Path.GetFileName(p) != PackageLock).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>Every C# file below a folder, by its path from the root.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        TextFiles.Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal) && p.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(FullPath(path));

    public static string[] Lines(string path) => File.ReadAllLines(FullPath(path));

    public static string FullPath(string path) => Path.Combine(Root, path);

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(static d => !SkippedFolders.Contains(Path.GetFileName(d))).SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests must run inside the repository");
    }
}
