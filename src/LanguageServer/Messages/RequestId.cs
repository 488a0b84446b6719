using System.Text.Json;

namespace Dsl.LanguageServer.Messages;

/// <summary>What a request is known by: a whole number or a text, as the sender chose.</summary>
internal readonly record struct RequestId(long Number, string? Text)
{
    /// <summary>Reads the current token; null when it is neither a whole number nor a text.</summary>
    public static RequestId? Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => new RequestId(0, reader.GetString()),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => new RequestId(number, null),
        _ => null,
    };

    /// <summary>Writes it as it was read.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (Text is null)
            writer.WriteNumberValue(Number);
        else
            writer.WriteStringValue(Text);
    }

    public override string ToString() => Text ?? Number.ToString();
}
