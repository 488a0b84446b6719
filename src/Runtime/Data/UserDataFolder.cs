namespace Dsl.Runtime.Data;

/// <summary>The folder of the user's own into which public data is fetched, and in which scripts look last.</summary>
public static class UserDataFolder
{
    /// <summary>Its path: <c>nn/data</c> in the folder of the system's for such things; null where there is none.</summary>
    public static string? Find()
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
