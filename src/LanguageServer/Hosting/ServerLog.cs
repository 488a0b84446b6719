using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Hosting;

/// <summary>Where the server tells what it did: standard error, and the log that the client shows. Standard output belongs to the protocol.</summary>
internal sealed class ServerLog(TextWriter error, ClientRequests client)
{
    /// <summary>A defect: told here and to the client; the server goes on.</summary>
    public void Defect(string what, Exception exception)
    {
        Write($"{what}: {exception}");
        client.Notify("window/logMessage", new LogMessageParams(MessageType.Error, $"{what}: {exception.Message}"), ProtocolJson.Default.LogMessageParams);
    }

    /// <summary>Something that whoever looks for a mistake wants to know.</summary>
    public void Write(string text)
    {
        lock (error)
            error.WriteLine($"nn-language-server: {text}");
    }
}
