using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Dsl.LanguageServer.Transport;

namespace Dsl.LanguageServer.Messages;

/// <summary>What the server sends of its own accord: notifications, and requests with their answers.</summary>
internal sealed class ClientRequests(FrameWriter writer)
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<IncomingMessage?>> waiting = [];
    private long lastId;

    /// <summary>Sends a notification.</summary>
    public void Notify<T>(string method, T parameters, JsonTypeInfo<T> type) => writer.Send(OutgoingMessage.Call(null, method, parameters, type));

    /// <summary>Sends a request and gives the JSON of its result; empty when there is none.</summary>
    public async Task<ReadOnlyMemory<byte>> RequestAsync<T>(string method, T parameters, JsonTypeInfo<T> type) =>
        await SendAsync(id => OutgoingMessage.Call(id, method, parameters, type)).ConfigureAwait(false);

    /// <summary>Sends a request without parameters.</summary>
    public async Task<ReadOnlyMemory<byte>> RequestAsync(string method) =>
        await SendAsync(id => OutgoingMessage.Call(id, method)).ConfigureAwait(false);

    /// <summary>Takes the answer to a request of ours; one that was not asked for is dropped.</summary>
    public void Answer(IncomingMessage response)
    {
        if (response.Id is { Text: null } id && waiting.TryRemove(id.Number, out var request))
            request.TrySetResult(response);
    }

    /// <summary>No answers will come any more.</summary>
    public void Close()
    {
        foreach (var id in waiting.Keys)
        {
            if (waiting.TryRemove(id, out var request))
                request.TrySetResult(null);
        }
    }

    private async Task<ReadOnlyMemory<byte>> SendAsync(Func<RequestId, ReadOnlyMemory<byte>> write)
    {
        var id = Interlocked.Increment(ref lastId);
        var request = new TaskCompletionSource<IncomingMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = request;
        writer.Send(write(new RequestId(id, null)));
        var response = await request.Task.ConfigureAwait(false);
        return response is { Error: null } ? response.Content : ReadOnlyMemory<byte>.Empty;
    }
}
