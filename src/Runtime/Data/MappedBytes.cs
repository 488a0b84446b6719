using System.IO.MemoryMappedFiles;

namespace Dsl.Runtime.Data;

/// <summary>
/// The bytes of a file in the address space of the process: the system reads the pages that are looked at and forgets them when memory is short.
/// The file is released once nothing refers to this object any more.
/// </summary>
public sealed unsafe class MappedBytes : FileBytes
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* address;
    private readonly int length;

    private MappedBytes(MemoryMappedFile file, int length)
    {
        this.file = file;
        this.length = length;
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        address = start + view.PointerOffset;
    }

    ~MappedBytes()
    {
        // The constructor may have failed before it had a view.
        if (address != null)
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        file?.Dispose();
    }

    public override ReadOnlySpan<byte> Span => new(address, length);

    /// <summary>Maps a file of at least one and at most <see cref="int.MaxValue"/> bytes; null when it cannot be mapped.</summary>
    public static MappedBytes? Open(string path)
    {
        try
        {
            return Of(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Maps an open file of at least one and at most <see cref="int.MaxValue"/> bytes, and closes it in the end.</summary>
    /// <exception cref="IOException">The system refuses to map it, or its length has become one that cannot be mapped.</exception>
    public static MappedBytes Of(FileStream stream)
    {
        var length = stream.Length;
        if (length is 0 or > int.MaxValue)
        {
            stream.Dispose();
            throw new IOException($"a file of {length} bytes cannot be mapped");
        }

        return new MappedBytes(MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false), (int)length);
    }
}
