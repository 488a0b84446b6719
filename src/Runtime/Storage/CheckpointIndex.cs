using System.Collections.Immutable;
using System.Text.Json;

namespace Dsl.Runtime.Storage;

/// <summary>Which checkpoints of a folder belong to its training: files that are not listed are left from another, or were not finished.</summary>
/// <param name="Steps">The steps after which the checkpoints that are kept were made, in order.</param>
internal sealed record CheckpointIndex(ImmutableArray<long> Steps)
{
    private const string Format = "nn checkpoints 1";
    private const int LargestFile = 1 << 20;

    /// <summary>Reads the index of a folder; an empty one where there is none.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="name">What to call it in messages.</param>
    public static (CheckpointIndex? Index, StorageFailure? Failure) Read(string folder, string name)
    {
        var path = Path.Combine(folder, CheckpointNames.IndexFile);
        var shown = $"{name}/{CheckpointNames.IndexFile}";
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return (new CheckpointIndex([]), null);
            if (file.Length > LargestFile)
                return (null, Damaged(shown));
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format)
                return (null, Damaged(shown));
            var steps = root.GetProperty("steps").EnumerateArray().Select(static s => s.GetInt64()).ToImmutableArray();
            var isSound = steps.All(static s => s >= 0) && steps.SequenceEqual(steps.Distinct().Order());
            return isSound ? (new CheckpointIndex(steps), null) : (null, Damaged(shown));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (null, Damaged(shown));
        }
        catch (Exception exception) when (AtomicFile.IsExpected(exception))
        {
            return (null, new StorageFailure(StorageErrors.CannotAccess, $"'{shown}' cannot be read: {AtomicFile.Reason(exception)}"));
        }
    }

    /// <summary>Replaces the index of a folder.</summary>
    public StorageFailure? Write(string folder) => AtomicFile.Write(Path.Combine(folder, CheckpointNames.IndexFile), stream =>
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteStartArray("steps");
        foreach (var step in Steps)
            json.WriteNumberValue(step);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static StorageFailure Damaged(string name) =>
        new(StorageErrors.NotACheckpoint, $"'{name}' is not a sound list of checkpoints") { Notes = ["`load` takes the weights out of any checkpoint of the folder; without resume: true the training begins anew and replaces them"] };
}
