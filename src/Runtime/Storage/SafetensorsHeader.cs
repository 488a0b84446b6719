using System.Collections.Immutable;
using System.Text.Json;

namespace Dsl.Runtime.Storage;

/// <summary>The table of contents of a safetensors file, read with suspicion: every offset is checked before it is used.</summary>
/// <remarks>Format: eight bytes of length (little-endian), that many bytes of JSON, then the tensors' bytes without gaps.</remarks>
public sealed record SafetensorsHeader(ImmutableArray<StoredTensor> Tensors)
{
    /// <summary>The entry of the metadata by which this program recognises damage in a file of its own.</summary>
    public const string ChecksumKey = "checksum";

    /// <summary>The largest number of entries of the metadata.</summary>
    public const int MaximumMetadata = 4096;

    /// <summary>What the file says about itself.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The largest header read, in bytes.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    /// <summary>The largest number of axes of a stored tensor.</summary>
    public const int MaximumRank = 32;

    /// <summary>Reads the JSON of a header.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">How many bytes follow the header in the file.</param>
    /// <returns>The header, or a sentence on what is wrong with it.</returns>
    public static (SafetensorsHeader? Header, string? Problem) Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            var tensors = ImmutableArray.CreateBuilder<StoredTensor>();
            var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            var problem = ReadTensors(ref reader, tensors, metadata) ?? CheckLayout(tensors, dataLength);
            return problem is null ? (new SafetensorsHeader(tensors.ToImmutable()) { Metadata = metadata.ToImmutable() }, null) : (null, problem);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return (null, "its header is not sound JSON");
        }
    }

    private static string? ReadTensors(
        ref Utf8JsonReader reader, ImmutableArray<StoredTensor>.Builder tensors, ImmutableSortedDictionary<string, string>.Builder metadata)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "its header is not a JSON object";
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
                return $"its header lists '{name}' twice";
            if (!reader.Read())
                return "its header ends early";
            if (name == "__metadata__")
            {
                if (ReadMetadata(ref reader, metadata) is { } metadataProblem)
                    return metadataProblem;
                continue;
            }

            if (ReadTensor(ref reader, name, out var tensor) is { } problem)
                return problem;
            tensors.Add(tensor!);
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? null : "its header ends early";
    }

    private static string? ReadMetadata(ref Utf8JsonReader reader, ImmutableSortedDictionary<string, string>.Builder metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return "its metadata is not a JSON object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String || metadata.Count == MaximumMetadata)
                return "its metadata holds something other than text, or too much";
            if (!metadata.TryAdd(key, reader.GetString()!))
                return $"its metadata lists '{key}' twice";
        }

        return reader.TokenType == JsonTokenType.EndObject ? null : "its header ends early";
    }

    private static string? ReadTensor(ref Utf8JsonReader reader, string name, out StoredTensor? tensor)
    {
        tensor = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return $"the entry of '{name}' is not a JSON object";
        string? element = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            switch (property)
            {
                case "dtype" when element is null && reader.TokenType == JsonTokenType.String:
                    element = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader);
                    break;
                default:
                    return $"the entry of '{name}' has an unexpected '{property}'";
            }
        }

        if (element is null || shape is not { } sizes || offsets is not [var start, var end])
            return $"the entry of '{name}' lacks dtype, shape or data_offsets";
        tensor = new StoredTensor(name, element, sizes, start, end);
        return null;
    }

    private static ImmutableArray<long>? ReadNumbers(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out var number) || number < 0 || numbers.Count == MaximumRank)
                return null;
            numbers.Add(number);
        }

        return reader.TokenType == JsonTokenType.EndArray ? numbers.ToImmutable() : null;
    }

    // Sorted by their offsets the tensors must follow one another without gap or overlap and fill the file.
    private static string? CheckLayout(ImmutableArray<StoredTensor>.Builder tensors, long dataLength)
    {
        long position = 0;
        foreach (var tensor in tensors.OrderBy(static t => t.Start).ThenBy(static t => t.End))
        {
            if (ByteCount(tensor) is not { } bytes)
                return $"'{tensor.Name}' has an unknown element type '{tensor.ElementName}' or is too large";
            if (tensor.Start != position || tensor.End < tensor.Start || tensor.End > dataLength)
                return $"the bytes of '{tensor.Name}' overlap others, leave a gap, or lie outside the file";
            if (tensor.End - tensor.Start != bytes)
                return $"'{tensor.Name}' of shape [{string.Join(", ", tensor.Shape)}] needs {bytes} bytes but has {tensor.End - tensor.Start}";
            position = tensor.End;
        }

        return position == dataLength ? null : $"{dataLength - position} bytes at its end belong to no tensor";
    }

    private static long? ByteCount(StoredTensor tensor)
    {
        if (StoredElementTypes.ByteSize(tensor.ElementName) is not { } size)
            return null;
        if (tensor.Shape.Contains(0))
            return 0;
        Int128 count = size;
        foreach (var extent in tensor.Shape)
        {
            count *= extent;
            if (count > long.MaxValue)
                return null;
        }

        return (long)count;
    }
}
