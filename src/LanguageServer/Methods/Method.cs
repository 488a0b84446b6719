using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Methods;

/// <summary>One method that a client can call: its name, when it is dealt with, and what its parameters are.</summary>
internal abstract class Method(string name, MethodClass kind)
{
    public string Name { get; } = name;

    public MethodClass Class { get; } = kind;

    /// <summary>Whether it is answered.</summary>
    public abstract bool IsRequest { get; }

    /// <summary>The type of its parameters.</summary>
    public abstract JsonTypeInfo Parameters { get; }

    /// <summary>The type of its result; null for a notification.</summary>
    public abstract JsonTypeInfo? Result { get; }

    /// <summary>Does it, and gives the JSON of the result of a request.</summary>
    /// <param name="context">Who asks, and how things stand.</param>
    /// <param name="parameters">The JSON of the parameters; empty where the message has none.</param>
    public abstract ValueTask<ReadOnlyMemory<byte>> CallAsync(RequestContext context, ReadOnlyMemory<byte> parameters);

    /// <summary>Reads parameters, or fails the request.</summary>
    protected static T Read<T>(ReadOnlyMemory<byte> parameters, JsonTypeInfo<T> type)
        where T : class
    {
        // What has no parameters does not mind any.
        if (type is JsonTypeInfo<NoParams>)
            return (T)(object)new NoParams();
        try
        {
            var json = parameters.IsEmpty ? "{}"u8 : parameters.Span;
            var read = JsonSerializer.Deserialize(json, type) ?? throw new RequestFailedException(ErrorCode.InvalidParams, "the parameters are null");
            return read is IHasParts { HasAllParts: false } ? throw new RequestFailedException(ErrorCode.InvalidParams, "an element of a list is null") : read;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new RequestFailedException(ErrorCode.InvalidParams, $"the parameters do not fit: {exception.Message}");
        }
    }
}
