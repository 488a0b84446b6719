namespace Dsl.LanguageServer.Hosting;

/// <summary>Where the user's own data lies.</summary>
internal static class UserFolder
{
    /// <summary>The folder into which <c>nn data get</c> fetches, where there is a place for such things.</summary>
    public static string? OfData()
    {
        if (OperatingSystem.IsWindows())
            return Below(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));

        // The XDG Base Directory Specification: a path that is not absolute is to be ignored.
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } cache && Path.IsPathFullyQualified(cache))
            return Below(cache);
        return Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Below(Path.Combine(home, ".cache")) : null;
    }

    private static string? Below(string folder) => folder.Length == 0 ? null : Path.Combine(folder, "nn", "data");
}
