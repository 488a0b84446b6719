using System.Text.Json;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Methods;

/// <summary>The notification that the answer to a request is not wanted any more.</summary>
internal static class CancelMethod
{
    public const string Name = "$/cancelRequest";

    /// <summary>The request that is meant; null when it cannot be read.</summary>
    public static RequestId? Read(IncomingMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Content.Span, ProtocolJson.Default.CancelParams)?.Id;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
