using System.Runtime.InteropServices;

namespace Dsl.Runtime.Storage;

/// <summary>Brings the names in a folder to the disk, so that a renamed file is still there after a loss of power. Where a system knows no such thing, nothing is done.</summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder's names.</summary>
    public static void Flush(string? folder)
    {
        if (folder is null || !(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()))
            return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            return;
        // Some file systems do not offer this for folders: the file itself is safe, and its name as safe as they make it.
        _ = Synchronize(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
