namespace Dsl.LanguageServer.Messages;

/// <summary>A request cannot be answered as it was asked; it ends the request and becomes the error of its response.</summary>
internal sealed class RequestFailedException(ErrorCode code, string message) : Exception(message)
{
    public ErrorCode Code { get; } = code;
}
