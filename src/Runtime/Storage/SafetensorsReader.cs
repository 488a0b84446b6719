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
            return (null, Damaged(name, lengthBytes.AsSpan(1, 5).SequenceEqual("NUMPY"u8) ? "it is a NumPy file, which npy(path) reads; weights are stored as safetensors" : $"its header claims {length} bytes"));
        var json = new byte[(int)length];
        if (stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) < json.Length)
            return (null, Damaged(name, "its header ends early"));
        var (header, problem) = SafetensorsHeader.Parse(json, stream.Length - 8 - json.Length);
        return header is null ? (null, Damaged(name, problem!)) : (header, null);
    }

    /// <summary>Reads every tensor asked for, converting between float types. What does not agree is listed together, and then nothing is read.</summary>
    /// <param name="stream">The file, at its start; it must be able to seek.</param>
    /// <param name="name">What to call it in failures.</param>
    /// <param name="destinations">Names, and tensors of the shapes expected.</param>
    /// <param name="match">What must agree.</param>
    public static StorageFailure? Read(
        Stream stream, string name, ImmutableArray<(string Name, Tensor Value)> destinations, StoredMatch match = StoredMatch.Exact) =>
        Read(stream, name, destinations, match, out _);

    /// <summary>Whether a file is whole, by its own checksum; null where it is, or says nothing about it.</summary>
    /// <param name="stream">The file; it must be able to seek.</param>
    /// <param name="name">What to call it in failures.</param>
    public static StorageFailure? Verify(Stream stream, string name)
    {
        stream.Position = 0;
        var (header, failure) = ReadHeader(stream, name);
        return header is null ? failure : CheckSum(stream, name, header);
    }

    /// <summary>Reads every tensor asked for, and says what was left out.</summary>
    /// <param name="stream">The file, at its start; it must be able to seek.</param>
    /// <param name="name">What to call it in failures.</param>
    /// <param name="destinations">Names, and tensors of the shapes expected.</param>
    /// <param name="match">What must agree.</param>
    /// <param name="leftOut">With <see cref="StoredMatch.Partial"/>: a sentence for each tensor of either side that was left as it is.</param>
    public static StorageFailure? Read(
        Stream stream, string name, ImmutableArray<(string Name, Tensor Value)> destinations, StoredMatch match, out ImmutableArray<string> leftOut)
    {
        leftOut = [];
        var (header, failure) = ReadHeader(stream, name);
        if (header is null)
            return failure;
        var start = stream.Position;
        if (CheckSum(stream, name, header) is { } damage)
            return damage;
        var stored = header.Tensors.ToDictionary(static t => t.Name, StringComparer.Ordinal);
        leftOut = FindMismatches(header, destinations, match, out var agreeing);
        if (!leftOut.IsEmpty && (match != StoredMatch.Partial || agreeing.IsEmpty))
            return DoesNotFit(name, leftOut, match);
        var read = new List<Tensor>();
        try
        {
            foreach (var (path, destination) in agreeing)
            {
                var tensor = new Tensor(StoredElementTypes.Find(stored[path].ElementName)!.Value, destination.Shape);
                read.Add(tensor);
                stream.Position = start + stored[path].Start;
                if (!ReadBytes(stream, tensor))
                    return Damaged(name, $"the bytes of '{path}' end early");
            }

            for (var i = 0; i < read.Count; i++)
                Convert(read[i], agreeing[i].Value);
            return null;
        }
        finally
        {
            foreach (var tensor in read)
                tensor.Dispose();
        }
    }

    // A file of this program says what its contents add up to; others have no such entry.
    private static StorageFailure? CheckSum(Stream stream, string name, SafetensorsHeader header)
    {
        if (!header.Metadata.TryGetValue(SafetensorsHeader.ChecksumKey, out var expected))
            return null;
        var checksum = new ContentChecksum();
        var tensors = header.Tensors.OrderBy(static t => t.Start).ThenBy(static t => t.End).ToList();
        foreach (var tensor in header.Tensors)
            SafetensorsWriter.AddTensor(ref checksum, tensor);
        SafetensorsWriter.AddMetadata(ref checksum, header.Metadata);
        var chunk = new byte[ChunkBytes];
        foreach (var tensor in tensors)
        {
            for (var done = tensor.Start; done < tensor.End; done += ChunkBytes)
            {
                var count = (int)Math.Min(ChunkBytes, tensor.End - done);
                if (stream.ReadAtLeast(chunk.AsSpan(0, count), count, throwOnEndOfStream: false) < count)
                    return Damaged(name, $"the bytes of '{tensor.Name}' end early");
                checksum.AddBytes(chunk.AsSpan(0, count));
            }
        }

        return checksum.ToString() == expected ? null : Damaged(name, "its contents do not add up to its checksum, so some of it has changed since it was written");
    }

    private static ImmutableArray<string> FindMismatches(
        SafetensorsHeader header, ImmutableArray<(string Name, Tensor Value)> destinations, StoredMatch match, out ImmutableArray<(string Name, Tensor Value)> agreeing)
    {
        var left = header.Tensors.ToDictionary(static t => t.Name, StringComparer.Ordinal);
        var notes = ImmutableArray.CreateBuilder<string>();
        var fitting = ImmutableArray.CreateBuilder<(string, Tensor)>();
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
            else
                fitting.Add((path, destination));
        }

        foreach (var extra in left.Values)
        {
            if (match == StoredMatch.Exact || !CheckpointNames.IsBesideWeights(header, extra.Name))
                notes.Add($"'{extra.Name}' [{string.Join(", ", extra.Shape)}] of the file is not in the network");
        }

        agreeing = fitting.ToImmutable();
        return notes.ToImmutable();
    }

    // Weights come first: where the first notes are of an optimizer, so are all.
    private static StorageFailure DoesNotFit(string name, ImmutableArray<string> found, StoredMatch match)
    {
        var mismatches = found.OrderBy(static note => note.StartsWith($"'{CheckpointNames.OptimizerPrefix}", StringComparison.Ordinal)).ToImmutableArray();
        var notes = mismatches.Length <= MostNotes ? mismatches : [.. mismatches.Take(MostNotes), $"and {mismatches.Length - MostNotes} more"];
        var message = match == StoredMatch.Partial
            ? $"no tensor of '{name}' agrees with one of the network"
            : $"{mismatches.Length} of the tensors in '{name}' and in the network do not agree";
        return new StorageFailure(StorageErrors.DoesNotFit, message) { Notes = notes };
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
