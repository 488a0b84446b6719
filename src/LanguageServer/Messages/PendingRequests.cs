using System.Collections.Concurrent;

namespace Dsl.LanguageServer.Messages;

/// <summary>The requests of the client that are not answered yet.</summary>
internal sealed class PendingRequests
{
    private readonly ConcurrentDictionary<RequestId, PendingRequest> requests = [];

    public int Count => requests.Count;

    /// <summary>Notes a request; null when one of the same id is not answered yet.</summary>
    public PendingRequest? Add(IncomingMessage message)
    {
        var request = new PendingRequest(message);
        if (requests.TryAdd(message.Id!.Value, request))
            return request;
        request.Dispose();
        return null;
    }

    /// <summary>The request of an id, when it is not answered yet.</summary>
    public PendingRequest? Find(RequestId id) => requests.GetValueOrDefault(id);

    /// <summary>Forgets a request that was answered.</summary>
    public void Remove(PendingRequest request) =>
        requests.TryRemove(new KeyValuePair<RequestId, PendingRequest>(request.Message.Id!.Value, request));

    /// <summary>Tells the work of all to end.</summary>
    public void AbandonAll()
    {
        foreach (var request in requests.Values)
            request.Abandon();
    }
}
