namespace Dsl.Runtime.Storage;

/// <summary>Writes files so that at any moment the path holds the old file or the whole new one.</summary>
public static class AtomicFile
{
    /// <summary>What the name of a file that is still being written ends with.</summary>
    public const string TemporaryEnding = ".tmp";

    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Writes beside the path, flushes to the disk, renames, and flushes the folder. A link stays one, and a file that is there keeps who may read it.</summary>
    public static StorageFailure? Write(string path, Action<Stream> write)
    {
        if (Refusal(path) is { } refusal)
            return refusal;
        var temporary = string.Empty;
        try
        {
            var target = Target(path);
            if (IsDevice(target))
                return Device(path);
            if (IsReadOnly(target))
                return ReadOnly(path);
            temporary = $"{target}.{Guid.NewGuid():N}{TemporaryEnding}";
            UnixFileMode? mode = !OperatingSystem.IsWindows() && File.Exists(target) ? File.GetUnixFileMode(target) : null;
            using (var stream = new FileStream(temporary, Creation(mode)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && mode is { } kept)
                File.SetUnixFileMode(temporary, kept);
            File.Move(temporary, target, overwrite: true);
            FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(target)));
            return null;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            if (temporary.Length > 0)
                Remove(temporary);
            return Unwritable(path, ReasonNotWritten(exception));
        }
    }

    /// <summary>Why no file could be written there, seen by making one beside it and removing it; null where one can.</summary>
    public static StorageFailure? Try(string path)
    {
        if (Refusal(path) is { } refusal)
            return refusal;
        try
        {
            var target = Target(path);
            if (IsDevice(target))
                return Device(path);
            if (IsReadOnly(target))
                return ReadOnly(path);
            var beside = $"{target}.{Guid.NewGuid():N}{TemporaryEnding}";
            using var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return Unwritable(path, ReasonNotWritten(exception));
        }
    }

    /// <summary>Removes a file where that can be done.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // What could not be written may not be removable either; the first failure is the one to report.
        }
    }

    /// <summary>Whether this is a failure of the file system or of a path, and no defect.</summary>
    public static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>A failure of the file system in words.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException => "access is denied",
        _ => exception.Message,
    };

    // What a link leads to is written, as if it were opened; renaming into its place would part the two.
    private static string Target(string path) =>
        new FileInfo(path).LinkTarget is not null && File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true) is { } target ? target.FullName : path;

    private static StorageFailure? Refusal(string path) =>
        path.Length == 0 ? Unwritable(path, "it is no name of a file")
        : IsDevice(path) ? Device(path)
        : Directory.Exists(path) ? Unwritable(path, "it is a folder")
        : null;

    // Nobody reads of a file that only some may read while it is being written anew, so it begins with the bits of the old one; the process may mask some of them.
    private static FileStreamOptions Creation(UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && mode is { } bits)
            options.UnixCreateMode = bits;
        return options;
    }

    private static StorageFailure Device(string path) => Unwritable(path, "it is a device of the machine, not a file");

    private static StorageFailure ReadOnly(string path) => Unwritable(path, "it is marked as read-only");

    private static StorageFailure Unwritable(string path, string reason) => new(StorageErrors.CannotAccess, $"'{path}' cannot be written: {reason}");

    // The framework's own words would name the file that is renamed at the end.
    private static string ReasonNotWritten(Exception exception) => exception is FileNotFoundException ? "no file can be made there" : Reason(exception);

    // Renaming asks the folder alone whether that is allowed, and whoever marks a file so means the file. The framework calls one read-only that belongs to others, too,
    // which an administrator may write: theirs are marked where nobody may.
    private static bool IsReadOnly(string path) =>
        File.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0
        && (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess || (File.GetUnixFileMode(path) & AnyWrite) == 0);

    // Renaming would put a file in the device's place, for every program of the machine.
    private static bool IsDevice(string path) =>
        path.Length > 0 && Path.GetDirectoryName(Path.GetFullPath(path)) == "/dev" && File.Exists(path) && new FileInfo(path).Length == 0;
}
