using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dsl.LanguageServer.Messages;

/// <summary>The bytes of messages that go out.</summary>
internal static class OutgoingMessage
{
    /// <summary>The result of a request.</summary>
    public static ReadOnlyMemory<byte> Result(RequestId id, ReadOnlySpan<byte> result)
    {
        var buffer = new ArrayBufferWriter<byte>(result.Length + 64);
        using (var writer = Begin(buffer))
        {
            writer.WritePropertyName("id"u8);
            id.Write(writer);
            writer.WritePropertyName("result"u8);
            writer.WriteRawValue(result, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The answer to a request that has no result; without an id where the request could not be read.</summary>
    public static ReadOnlyMemory<byte> Failure(RequestId? id, ErrorCode code, string message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = Begin(buffer))
        {
            writer.WritePropertyName("id"u8);
            if (id is { } known)
                known.Write(writer);
            else
                writer.WriteNullValue();
            writer.WriteStartObject("error"u8);
            writer.WriteNumber("code"u8, (int)code);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A notification, or with an id a request of ours.</summary>
    public static ReadOnlyMemory<byte> Call<T>(RequestId? id, string method, T parameters, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = Begin(buffer))
        {
            if (id is { } known)
            {
                writer.WritePropertyName("id"u8);
                known.Write(writer);
            }

            writer.WriteString("method"u8, method);
            writer.WritePropertyName("params"u8);
            JsonSerializer.Serialize(writer, parameters, type);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A request of ours without parameters.</summary>
    public static ReadOnlyMemory<byte> Call(RequestId id, string method)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = Begin(buffer))
        {
            writer.WritePropertyName("id"u8);
            id.Write(writer);
            writer.WriteString("method"u8, method);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer)
    {
        // The reader is no browser: only what JSON demands is escaped.
        var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        return writer;
    }
}
