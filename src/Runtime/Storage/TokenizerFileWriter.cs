using System.Text.Json;
using Dsl.Language.Data;

namespace Dsl.Runtime.Storage;

/// <summary>Writes a tokenizer to a JSON file that <see cref="TokenizerFile"/> reads.</summary>
public static class TokenizerFileWriter
{
    /// <summary>Writes beside the path and renames; why it cannot be written, or null.</summary>
    public static StorageFailure? Write(string path, TokenizerDescription tokenizer) => AtomicFile.Write(path, stream => Write(stream, tokenizer));

    private static void Write(Stream stream, TokenizerDescription tokenizer)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("kind", TokenizerFile.NameOf(tokenizer.Kind));
        if (tokenizer.Kind == TokenizerKind.BytePairs)
        {
            json.WriteStartArray("merges");
            foreach (var (left, right) in tokenizer.Merges)
            {
                json.WriteStartArray();
                json.WriteNumberValue(left);
                json.WriteNumberValue(right);
                json.WriteEndArray();
            }
        }
        else
        {
            json.WriteStartArray("tokens");
            foreach (var text in tokenizer.Texts)
                json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
