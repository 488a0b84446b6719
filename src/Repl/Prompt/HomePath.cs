namespace Dsl.Repl.Prompt;

/// <summary>Paths as shells take them: <c>~</c> is the user's own folder, and quotes may stand around a path with blanks.</summary>
internal static class HomePath
{
    /// <summary>The path without quotes around it, and with the user's folder in place of a leading <c>~/</c>; others stay as they are.</summary>
    public static string Expand(string path) =>
        path is ['"', .., '"'] or ['\'', .., '\''] ? path[1..^1]
        : path.StartsWith("~/", StringComparison.Ordinal) && Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
            ? Path.Combine(home, path[2..])
            : path;
}
