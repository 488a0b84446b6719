using System.Buffers.Binary;
using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Storage;

/// <summary>Reads tensors from a safetensors file. Nothing is written to any tensor unless the whole file fits.</summary>
public static class SafetensorsReader
{
    private const int MostNotes = 40;
    private const int ChunkBytes = 1 << 20;

    /// <summary>Reads and checks the table of contents.</summary>
    /// <param name="stream">The file, at its start; it must be able to seek.</param>
    /// <param name="name">What to call it in failures.</param>
    public static (SafetensorsHeader? Header, StorageFailure? Failure) ReadHeader(Stream stream, string name)
    {
        var lengthBytes = new byte[8];
        if (stream.ReadAtLeast(lengthBytes, 8, throwOnEndOfStream: false) < 8)
            return (null, Damaged(name, "it is too short to hold a header"));
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > SafetensorsHeader.MaximumLength || (long)length > stream.Length - 8)
            return (null, Damaged(name, $"its header claims {length} bytes"));
        var json = new byte[(int)length];
        if (stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length)
            return (null, Damaged(name, "its header ends early"));
        var (header, problem) = SafetensorsHeader.Parse(json, stream.Length - 8 - json.Length);
        return header is null ? (null, Damaged(name, problem!)) : (header, null);
    }

    /// <summary>
    /// Reads every tensor asked for, converting between float types. Names that are missing on either side and shapes that differ are listed
    /// together.
    /// </summary>
    /// <param name="stream">The file, at its start; it must be able to seek.</param>
    /// <param name="name">What to call it in failures.</param>
    /// <param name="destinations">Names, and tensors of the shapes expected.</param>
    public static StorageFailure? Read(Stream stream, string name, ImmutableArray<(string Name, Tensor Value)> destinations)
    {
        var (header, failure) = ReadHeader(stream, name);
        if (header is null)
            return failure;
        var stored = header.Tensors.ToDictionary(static t => t.Name, StringComparer.Ordinal);
        if (FindMismatch(new Dictionary<string, StoredTensor>(stored, stored.Comparer), name, destinations) is { } mismatch)
            return mismatch;
        var start = stream.Position;
        var read = new List<Tensor>();
        try
        {
            foreach (var (path, destination) in destinations)
            {
                var tensor = new Tensor(StoredElementTypes.Find(stored[path].ElementName)!.Value, destination.Shape);
                read.Add(tensor);
                stream.Position = start + stored[path].Start;
                if (!ReadBytes(stream, tensor))
                    return Damaged(name, $"the bytes of '{path}' end early");
            }

            for (var i = 0; i < read.Count; i++)
                Convert(read[i], destinations[i].Value);
            return null;
        }
        finally
        {
            foreach (var tensor in read)
                tensor.Dispose();
        }
    }

    private static StorageFailure? FindMismatch(Dictionary<string, StoredTensor> left, string name, ImmutableArray<(string Name, Tensor Value)> destinations)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var (path, destination) in destinations)
        {
            if (!left.Remove(path, out var tensor))
            {
                notes.Add($"'{path}' {destination} is not in the file");
                continue;
            }

            var shape = $"[{string.Join(", ", tensor.Shape)}]";
            if (!tensor.Shape.SequenceEqual(destination.Shape.Select(static s => (long)s)))
                notes.Add($"'{path}' is [{string.Join(", ", destination.Shape)}] in the network and {shape} in the file");
            else if (StoredElementTypes.Find(tensor.ElementName) is not { } element || element.IsFloat() != destination.Element.IsFloat() || (!element.IsFloat() && element != destination.Element))
                notes.Add($"'{path}' holds {destination.Element.Name()} in the network and {tensor.ElementName} in the file");
        }

        foreach (var extra in left.Values)
            notes.Add($"'{extra.Name}' [{string.Join(", ", extra.Shape)}] of the file is not in the network");
        if (notes.Count == 0)
            return null;
        var count = notes.Count;
        while (notes.Count > MostNotes)
            notes.RemoveAt(notes.Count - 1);
        if (notes.Count < count)
            notes.Add($"and {count - notes.Count} more");
        return new StorageFailure(StorageErrors.DoesNotFit, $"{count} of the tensors in '{name}' and in the network do not agree") { Notes = notes.ToImmutable() };
    }

    private static unsafe bool ReadBytes(Stream stream, Tensor tensor)
    {
        for (var done = 0L; done < tensor.ByteCount; done += ChunkBytes)
        {
            var count = (int)Math.Min(ChunkBytes, tensor.ByteCount - done);
            if (stream.ReadAtLeast(new Span<byte>((byte*)tensor.Address + done, count), count, throwOnEndOfStream: false) < count)
                return false;
        }

        GC.KeepAlive(tensor);
        return true;
    }

    private static void Convert(Tensor source, Tensor destination)
    {
        if (source.Element == destination.Element && source.Element != ElementType.Bool)
        {
            destination.CopyFrom(source);
            return;
        }

        for (var i = 0L; i < source.ElementCount; i++)
            destination.SetDouble(i, source.GetDouble(i));
    }

    private static StorageFailure Damaged(string name, string problem) => new(StorageErrors.DamagedFile, $"'{name}' cannot be read: {problem}");
}
