namespace Dsl.Runtime.Tests.Suite;

/// <summary>Folders of the repository, found by walking up from where the tests run.</summary>
internal static class RepositoryPaths
{
    public static string Root { get; } = FindRoot();

    public static string Library { get; } = Path.Combine(Root, "src", "Language", "Library");

    public static string Examples { get; } = Path.Combine(Root, "examples");

    public static string Documentation { get; } = Path.Combine(Root, "docs");

    public static string Fixtures { get; } = Path.Combine(Root, "tests", "suite");

    /// <summary>
    /// Where data may be: the first folder of NN_DATA that there is, else the folder <c>shared/data</c> beside a parent of the
    /// repository, else one that does not exist, so that reports of missing files look the same everywhere.
    /// </summary>
    public static string Data { get; } =
        Environment.GetEnvironmentVariable("NN_DATA")?.Split(Path.PathSeparator).FirstOrDefault(Directory.Exists)
        ?? FindData()
        ?? Path.Combine(Path.GetTempPath(), "nn-no-data");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests must run inside the repository");
    }

    private static string? FindData()
    {
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
                return data;
        }

        return null;
    }
}
