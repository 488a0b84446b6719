using System.Text.Json;
using System.Text.Unicode;

namespace Dsl.LanguageServer.Messages;

/// <summary>What a message is.</summary>
internal enum IncomingKind
{
    Request,
    Notification,
    Response,
    Invalid,
}

/// <summary>A message as it came, its parts not yet read.</summary>
/// <param name="Id">What it is known by; null for a notification.</param>
/// <param name="Method">Its method; empty for a response.</param>
/// <param name="Content">The JSON of the parameters, or of the result of a response; empty where there is none.</param>
/// <param name="Error">What is wrong with an invalid message, or why a request of ours has no result.</param>
internal sealed record IncomingMessage(IncomingKind Kind, RequestId? Id, string Method, ReadOnlyMemory<byte> Content, ErrorCode? Error, string Problem)
{
    /// <summary>Reads the parts of a message.</summary>
    public static IncomingMessage Parse(byte[] body)
    {
        if (!Utf8.IsValid(body))
            return Invalid(null, ErrorCode.ParseError, "the message is not UTF-8");
        try
        {
            return ParseParts(body);
        }
        catch (JsonException exception)
        {
            return Invalid(null, ErrorCode.ParseError, $"the message is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            return Invalid(null, ErrorCode.InvalidRequest, "a name in the message is no text");
        }
    }

    private static IncomingMessage ParseParts(byte[] body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            return Invalid(null, ErrorCode.InvalidRequest, "a message is an object; batches are not taken");
        }

        RequestId? id = null;
        string? method = null;
        string? problem = null;
        ReadOnlyMemory<byte> parameters = default;
        ReadOnlyMemory<byte> result = default;
        ReadOnlyMemory<byte> error = default;
        var hasId = false;
        var isVersion2 = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "jsonrpc":
                    isVersion2 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                    reader.Skip();
                    break;
                case "id":
                    hasId = true;
                    id = RequestId.Read(ref reader);
                    reader.Skip();
                    break;
                case "method":
                    method = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    problem = method is null ? "the method is no text" : null;
                    reader.Skip();
                    break;
                case "params":
                    parameters = Slice(body, ref reader);
                    break;
                case "result":
                    result = Slice(body, ref reader);
                    break;
                case "error":
                    error = Slice(body, ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Nothing may come after the object.
        reader.Read();
        if (!isVersion2)
            return Invalid(id, ErrorCode.InvalidRequest, "the message is not of JSON-RPC 2.0");
        if (hasId && id is null && (method is not null || problem is not null))
            return Invalid(null, ErrorCode.InvalidRequest, "an id is a whole number or a text");
        if (problem is not null)
            return Invalid(id, ErrorCode.InvalidRequest, problem);
        if (method is not null)
            return new IncomingMessage(hasId ? IncomingKind.Request : IncomingKind.Notification, id, method, parameters, null, "");
        if (!hasId || (result.IsEmpty && error.IsEmpty))
            return Invalid(id, ErrorCode.InvalidRequest, "the message has no method");
        return new IncomingMessage(IncomingKind.Response, id, "", result, error.IsEmpty ? null : ErrorCode.RequestFailed, "");
    }

    private static ReadOnlyMemory<byte> Slice(byte[] body, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body.AsMemory(start, (int)reader.BytesConsumed - start);
    }

    private static IncomingMessage Invalid(RequestId? id, ErrorCode code, string problem) => new(IncomingKind.Invalid, id, "", default, code, problem);
}
