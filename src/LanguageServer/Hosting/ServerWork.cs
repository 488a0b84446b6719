using Dsl.LanguageServer.Messages;

namespace Dsl.LanguageServer.Hosting;

/// <summary>One thing for the message loop to do: a message, with its request when it is one, or something of our own.</summary>
internal readonly record struct ServerWork(IncomingMessage? Message, PendingRequest? Request, Action? Action);
