using Dsl.Repl.Editing.Assistance;

namespace Dsl.Repl.Prompt;

/// <summary>Paths of scripts and folders, for commands that take one.</summary>
internal static class PathSuggestions
{
    private const int Most = 200;
    private const string ScriptEnding = ".nn";

    /// <summary>What the last part of a path could become.</summary>
    /// <param name="typed">The path as far as it is typed.</param>
    /// <param name="start">Where it begins in the entry.</param>
    public static Suggestions Find(string typed, int start)
    {
        var end = typed.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1;
        var (folder, beginning) = (typed[..end], typed[end..]);
        var found = new List<Suggestion>();
        try
        {
            foreach (var entry in new DirectoryInfo(folder.Length == 0 ? "." : HomePath.Expand(folder)).EnumerateFileSystemInfos())
            {
                var isFolder = entry is DirectoryInfo;
                if (!entry.Name.StartsWith(beginning, StringComparison.Ordinal) || (entry.Name[0] == '.' && beginning.Length == 0)
                    || (!isFolder && !entry.Name.EndsWith(ScriptEnding, StringComparison.Ordinal)))
                    continue;
                var name = isFolder ? entry.Name + "/" : entry.Name;
                found.Add(new Suggestion(name, null, null, name, name.Length));
                if (found.Count == Most)
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A folder that cannot be read has nothing to offer; whoever loads from it is told why.
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Label, right.Label));
        return new Suggestions(start + end, start + typed.Length, found);
    }
}
