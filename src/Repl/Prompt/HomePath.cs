namespace Dsl.Repl.Prompt;

/// <summary>Paths as shells take them, where <c>~</c> is the user's own folder.</summary>
internal static class HomePath
{
    /// <summary>The path with the user's folder in place of a leading <c>~/</c>; others stay as they are.</summary>
    public static string Expand(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) && Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
            ? Path.Combine(home, path[2..])
            : path;
}
