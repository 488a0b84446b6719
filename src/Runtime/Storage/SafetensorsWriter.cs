using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Storage;

/// <summary>Writes tensors to a safetensors file, so that at any moment the path holds the old file or the whole new one.</summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes beside the path, flushes to the disk, and renames.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <param name="tensors">Names and values; stored in the order of their element sizes, then of the list.</param>
    public static StorageFailure? Write(string path, ImmutableArray<(string Name, Tensor Value)> tensors)
    {
        var repeated = tensors.GroupBy(static t => t.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(static g => g.Key).ToImmutableArray();
        if (!repeated.IsEmpty)
            return new StorageFailure(StorageErrors.DuplicateName, $"{repeated.Length} names stand for more than one tensor") { Notes = repeated };

        if (IsDevice(path))
            return new StorageFailure(StorageErrors.CannotAccess, $"'{path}' cannot be written: it is a device of the machine, not a file");
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                Write(stream, [.. tensors.OrderByDescending(static t => t.Value.Element.ByteSize())]);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Remove(temporary);
            return new StorageFailure(StorageErrors.CannotAccess, $"'{path}' cannot be written: {Reason(exception)}");
        }
    }

    /// <summary>Writes the format: header length, header, bytes.</summary>
    internal static void Write(Stream stream, ImmutableArray<(string Name, Tensor Value)> tensors)
    {
        var header = Header(tensors);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, value) in tensors)
            WriteBytes(stream, value);
    }

    private static byte[] Header(ImmutableArray<(string Name, Tensor Value)> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "nn");
            json.WriteEndObject();
            var position = 0L;
            foreach (var (name, value) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", StoredElementTypes.NameOf(value.Element));
                json.WriteStartArray("shape");
                foreach (var size in value.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(position);
                json.WriteNumberValue(position += value.ByteCount);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Blanks after the JSON bring the first tensor to an aligned place.
        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static unsafe void WriteBytes(Stream stream, Tensor tensor)
    {
        for (var done = 0L; done < tensor.ByteCount; done += ChunkBytes)
        {
            var count = (int)Math.Min(ChunkBytes, tensor.ByteCount - done);
            stream.Write(new ReadOnlySpan<byte>((byte*)tensor.Address + done, count));
        }

        GC.KeepAlive(tensor);
    }

    // Renaming would put a file in the device's place, for every program of the machine.
    private static bool IsDevice(string path) =>
        path.Length > 0 && Path.GetDirectoryName(Path.GetFullPath(path)) == "/dev" && File.Exists(path) && new FileInfo(path).Length == 0;

    private static string Reason(Exception exception) => exception switch
    {
        DirectoryNotFoundException => "there is no such folder",
        UnauthorizedAccessException => "access is denied",
        _ => exception.Message,
    };

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What could not be written may not be removable either; the first failure is the one to report.
        }
    }
}
