using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Methods;

/// <summary>Everything that dealing with a message may look at.</summary>
/// <param name="Server">What lives as long as the connection.</param>
/// <param name="Snapshot">Documents and settings as the messages before this one left them.</param>
/// <param name="Cancel">Ends the work when nobody wants the answer any more.</param>
internal sealed record RequestContext(ServerState Server, WorkspaceSnapshot Snapshot, CancellationToken Cancel)
{
    /// <summary>The analysis of a document; the request fails when it is neither open nor a file.</summary>
    public DocumentAnalysis Document(string uri) =>
        Snapshot.Find(uri) ?? Server.Scripts.Find(uri, Snapshot) ?? throw new RequestFailedException(ErrorCode.InvalidParams, $"there is no document {uri}");
}
