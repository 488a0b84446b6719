using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dsl.LanguageServer.Messages;

/// <summary>Reads and writes what is a whole number or a text in the protocol.</summary>
internal sealed class RequestIdConverter : JsonConverter<RequestId>
{
    public override RequestId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RequestId.Read(ref reader) ?? throw new JsonException("expected a whole number or a text");

    public override void Write(Utf8JsonWriter writer, RequestId value, JsonSerializerOptions options) => value.Write(writer);
}
