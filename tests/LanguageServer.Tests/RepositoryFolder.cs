namespace Dsl.LanguageServer.Tests;

/// <summary>Where the repository lies that the tests run in.</summary>
internal static class RepositoryFolder
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dsl.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("the tests must run inside the repository");
    }
}
