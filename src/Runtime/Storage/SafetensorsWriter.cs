using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
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
    /// <param name="metadata">What the file says about itself besides its format and its checksum.</param>
    public static StorageFailure? Write(
        string path, ImmutableArray<(string Name, Tensor Value)> tensors, ImmutableSortedDictionary<string, string>? metadata = null)
    {
        var repeated = tensors.GroupBy(static t => t.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(static g => g.Key).ToImmutableArray();
        return repeated.IsEmpty
            ? AtomicFile.Write(path, stream => Write(stream, [.. tensors.OrderByDescending(static t => t.Value.Element.ByteSize())], metadata))
            : new StorageFailure(StorageErrors.DuplicateName, $"{repeated.Length} names stand for more than one tensor") { Notes = repeated };
    }

    /// <summary>Writes the format: header length, header, bytes.</summary>
    internal static void Write(
        Stream stream, ImmutableArray<(string Name, Tensor Value)> tensors, ImmutableSortedDictionary<string, string>? metadata = null)
    {
        var described = (metadata ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)).SetItem("format", "nn");
        var checksum = new ContentChecksum();
        var position = 0L;
        foreach (var (name, value) in tensors)
        {
            AddTensor(ref checksum, new StoredTensor(name, StoredElementTypes.NameOf(value.Element), [.. value.Shape.Select(static s => (long)s)], position, position + value.ByteCount));
            position += value.ByteCount;
        }

        AddMetadata(ref checksum, described);
        foreach (var (_, value) in tensors)
            AddBytes(ref checksum, value);
        var header = Header(tensors, described.SetItem(SafetensorsHeader.ChecksumKey, checksum.ToString()));
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, value) in tensors)
            WriteBytes(stream, value);
    }

    /// <summary>Takes what a header says of a tensor into a checksum.</summary>
    internal static void AddTensor(ref ContentChecksum checksum, StoredTensor tensor)
    {
        checksum.Add(tensor.Name);
        checksum.Add(tensor.ElementName);
        checksum.Add($"{tensor.Start}:{string.Join(',', tensor.Shape)}");
    }

    /// <summary>Takes the metadata into a checksum, but for the checksum itself.</summary>
    internal static void AddMetadata(ref ContentChecksum checksum, ImmutableSortedDictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata)
        {
            if (key == SafetensorsHeader.ChecksumKey)
                continue;
            checksum.Add(key);
            checksum.Add(value);
        }
    }

    private static byte[] Header(ImmutableArray<(string Name, Tensor Value)> tensors, ImmutableSortedDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
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

    private static unsafe void AddBytes(ref ContentChecksum checksum, Tensor tensor)
    {
        for (var done = 0L; done < tensor.ByteCount; done += ChunkBytes)
            checksum.AddBytes(new ReadOnlySpan<byte>((byte*)tensor.AddressToRead + done, (int)Math.Min(ChunkBytes, tensor.ByteCount - done)));
        GC.KeepAlive(tensor);
    }

    /// <summary>Writes a tensor's numbers as they lie in memory, without a copy of all of them.</summary>
    internal static unsafe void WriteBytes(Stream stream, Tensor tensor)
    {
        for (var done = 0L; done < tensor.ByteCount; done += ChunkBytes)
        {
            var count = (int)Math.Min(ChunkBytes, tensor.ByteCount - done);
            stream.Write(new ReadOnlySpan<byte>((byte*)tensor.AddressToRead + done, count));
        }

        GC.KeepAlive(tensor);
    }
}
