using System.Text;

namespace Dsl.Repl.Editing.History;

/// <summary>
/// The file that keeps entries: one a line, line ends and backslashes written as escapes, readable by its owner alone. Several prompts may write to
/// it at once; a file beside it is the lock. What cannot be read or written is told by <see cref="Problem"/> and is no obstacle.
/// </summary>
/// <param name="path">Its path.</param>
internal sealed class HistoryFile(string path)
{
    /// <summary>The most entries that are kept.</summary>
    public const int MostEntries = 5000;

    /// <summary>The longest entry that is kept, in characters.</summary>
    public const int LongestEntry = 64 << 10;

    private const int MostBytes = 4 << 20;
    private const int Attempts = 100;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Why the last attempt to read or write it failed; null when it did not.</summary>
    public string? Problem { get; private set; }

    /// <summary>Its path: <c>nn/history</c> in the folder of the system's for such things; null where there is none.</summary>
    public static string? FindPath(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows())
            return Below(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));

        // The XDG Base Directory Specification: a path that is not absolute is to be ignored.
        if (variable("XDG_STATE_HOME") is { } state && Path.IsPathFullyQualified(state))
            return Below(state);
        return variable("HOME") is { Length: > 0 } home ? Below(Path.Combine(home, ".local", "state")) : null;
    }

    /// <summary>The entries that it holds, oldest first; none when it cannot be read.</summary>
    public List<string> Read()
    {
        List<string> entries = [];
        Try(() => entries = ReadEntries());
        return entries;
    }

    /// <summary>Adds an entry at its end. A file that has grown to twice its bound is cut to it.</summary>
    public void Append(string entry) => Try(() =>
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        using var held = Lock();
        if (IsOverfull())
            Rewrite([.. ReadEntries(), entry]);
        else
            AppendLine(entry);
    });

    /// <summary>An entry as one line.</summary>
    internal static string Escape(string entry) => entry.Replace("\\", @"\\").Replace("\r", string.Empty).Replace("\n", @"\n");

    /// <summary>The entry that a line of the file stands for, without control characters that only a damaged file has.</summary>
    internal static string Unescape(string line)
    {
        var entry = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length)
                entry.Append(line[++i] == 'n' ? '\n' : line[i]);
            else if (!char.IsControl(line[i]))
                entry.Append(line[i]);
        }

        return entry.ToString();
    }

    private static string? Below(string folder) => folder.Length == 0 ? null : Path.Combine(folder, "nn", "history");

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return options;
    }

    private List<string> ReadEntries()
    {
        if (!File.Exists(path))
            return [];
        using var stream = new FileStream(path, Options(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

        // Of a file that something else has blown up, the end is what was entered last.
        if (stream.Length > 2 * MostBytes)
            stream.Seek(-MostBytes, SeekOrigin.End);
        using var reader = new StreamReader(stream, Encoding, detectEncodingFromByteOrderMarks: false);
        List<string> entries = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length is > 0 and <= 2 * LongestEntry && Unescape(line) is { Length: > 0 and <= LongestEntry } entry)
                entries.Add(entry);
        }

        if (entries.Count > MostEntries)
            entries.RemoveRange(0, entries.Count - MostEntries);
        return entries;
    }

    private bool IsOverfull()
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return false;
        if (file.Length > MostBytes)
            return true;

        // Below this there cannot be too many lines, so most entries are added without reading the file.
        return file.Length > 2 * 2 * MostEntries && File.ReadLines(path).Skip(2 * MostEntries).Any();
    }

    private void AppendLine(string entry)
    {
        using var stream = new FileStream(path, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(stream.SafeFileHandle) != OwnerOnly)
            File.SetUnixFileMode(stream.SafeFileHandle, OwnerOnly);

        // A line that was cut short, by a full disk for example, must not swallow the next entry.
        var needsLineEnd = false;
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            needsLineEnd = stream.ReadByte() != '\n';
        }

        stream.Write(Encoding.GetBytes((needsLineEnd ? "\n" : string.Empty) + Escape(entry) + "\n"));
    }

    // The latest entries that make up half of what is allowed, so that it is long until the next time.
    private void Rewrite(List<string> entries)
    {
        var first = entries.Count;
        for (var bytes = 0; first > 0 && entries.Count - first < MostEntries; first--)
        {
            bytes += Encoding.GetByteCount(entries[first - 1]);
            if (bytes > MostBytes / 2 && first < entries.Count)
                break;
        }

        var beside = path + ".new";
        using (var stream = new FileStream(beside, Options(FileMode.Create, FileAccess.Write, FileShare.None)))
            stream.Write(Encoding.GetBytes(string.Concat(entries.Skip(first).Select(static entry => Escape(entry) + "\n"))));
        File.Move(beside, path, overwrite: true);
    }

    // The lock is a file of its own, since the history itself is replaced when it is cut.
    private FileStream Lock()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (attempt < Attempts && Directory.Exists(Path.GetDirectoryName(path)))
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
            Problem = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }
}
