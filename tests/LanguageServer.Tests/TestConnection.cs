using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dsl.LanguageServer.Hosting;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Transport;

namespace Dsl.LanguageServer.Tests;

/// <summary>A client that speaks to the server by bytes: over pipes within this process, or to a process of its own.</summary>
internal sealed class TestConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Stream toServer;
    private readonly Task reading;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> waiting = [];
    private readonly List<JsonElement> received = [];
    private readonly SemaphoreSlim writing = new(1);
    private readonly MessageLoop? loop;
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int lastId;

    private TestConnection(Stream toServer, Stream fromServer, MessageLoop? loop, Task<int> ended)
    {
        this.toServer = toServer;
        this.loop = loop;
        Ended = ended;
        reading = Task.Run(() => ReadAsync(PipeReader.Create(fromServer)));
    }

    /// <summary>The exit code, once there is one.</summary>
    public Task<int> Ended { get; }

    /// <summary>The server's own state, when it runs in this process.</summary>
    public ServerState State => loop!.State;

    /// <summary>What the server wrote to standard error, when it runs in this process.</summary>
    public StringWriter Error { get; private init; } = new();

    /// <summary>How requests of the server are answered, by method; null where none is needed.</summary>
    public Dictionary<string, Func<JsonElement, JsonNode?>> Answers { get; } = [];

    /// <summary>A connection to a server in this process; nothing is sent yet.</summary>
    public static TestConnection Start(MethodTable? methods = null)
    {
        var input = new Pipe();
        var output = new Pipe();
        var error = new StringWriter();
        var loop = new MessageLoop(input.Reader, output.Writer, TextWriter.Synchronized(error), new ServerOptions(null, null), methods);
        return new TestConnection(input.Writer.AsStream(), output.Reader.AsStream(), loop, Task.Run(loop.RunAsync)) { Error = error };
    }

    /// <summary>A connection to a process.</summary>
    public static TestConnection Over(Stream toServer, Stream fromServer, Task<int> ended) => new(toServer, fromServer, null, ended);

    /// <summary>A connection that is initialized.</summary>
    public static async Task<TestConnection> InitializedAsync(string capabilities = "{}", string? folder = null, MethodTable? methods = null)
    {
        var connection = Start(methods);
        await connection.InitializeAsync(capabilities, folder);
        return connection;
    }

    /// <summary>Introduces the client; gives the answer.</summary>
    public async Task<JsonElement> InitializeAsync(string capabilities = "{}", string? folder = null, string options = "null")
    {
        var folders = folder is null ? "null" : $$"""[{"uri": {{JsonSerializer.Serialize(new Uri(folder).AbsoluteUri)}}, "name": "folder"}]""";
        var answer = await RequestAsync("initialize", $$"""{"processId": null, "rootUri": null, "workspaceFolders": {{folders}}, "capabilities": {{capabilities}}, "initializationOptions": {{options}} }""");
        await NotifyAsync("initialized", "{}");
        return answer;
    }

    /// <summary>Sends a request and gives its whole answer.</summary>
    public async Task<JsonElement> RequestAsync(string method, string parameters)
    {
        var (id, answer) = await BeginAsync(method, parameters);
        return await answer.WaitAsync(Patience).ContinueWith(
            task => task.IsCompletedSuccessfully ? task.Result : throw new TimeoutException($"no answer to {method} ({id}); stderr: {Error}"), TaskScheduler.Default);
    }

    /// <summary>Sends a request and gives its result; it must not fail.</summary>
    public async Task<JsonElement> ResultAsync(string method, string parameters)
    {
        var answer = await RequestAsync(method, parameters);
        Assert.False(answer.TryGetProperty("error", out var error), $"{method}: {error}; stderr: {Error}");
        return answer.GetProperty("result");
    }

    /// <summary>Sends a request and gives the code of its error; it must fail.</summary>
    public async Task<int> ErrorAsync(string method, string parameters)
    {
        var answer = await RequestAsync(method, parameters);
        Assert.True(answer.TryGetProperty("error", out var error), $"{method} has a result: {answer}");
        return error.GetProperty("code").GetInt32();
    }

    /// <summary>Sends a request and gives its id and its answer to come.</summary>
    public async Task<(int Id, Task<JsonElement> Answer)> BeginAsync(string method, string parameters)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = Expect(id.ToString());
        await SendAsync($$"""{"jsonrpc": "2.0", "id": {{id}}, "method": {{JsonSerializer.Serialize(method)}}, "params": {{parameters}} }""");
        return (id, answer);
    }

    /// <summary>The answer to come for an id: a number, or a text in quotes.</summary>
    public Task<JsonElement> Expect(string id) =>
        waiting.GetOrAdd(id, static _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Sends a notification.</summary>
    public Task NotifyAsync(string method, string parameters) =>
        SendAsync($$"""{"jsonrpc": "2.0", "method": {{JsonSerializer.Serialize(method)}}, "params": {{parameters}} }""");

    /// <summary>Sends a body with its header.</summary>
    public Task SendAsync(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return SendBytesAsync([.. Encoding.ASCII.GetBytes($"Content-Length: {bytes.Length}\r\n\r\n"), .. bytes]);
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendBytesAsync(byte[] bytes)
    {
        await writing.WaitAsync();
        try
        {
            await toServer.WriteAsync(bytes);
            await toServer.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Nothing more is sent.</summary>
    public void CloseInput() => toServer.Close();

    /// <summary>Waits for a message of the server's own that fits, from those that came already on.</summary>
    public async Task<JsonElement> WaitAsync(string method, Func<JsonElement, bool>? fits = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next;
            lock (received)
            {
                foreach (var message in received)
                {
                    if (message.GetProperty("method").GetString() == method && (fits is null || fits(Parameters(message))))
                        return Parameters(message);
                }

                next = arrived.Task;
            }

            await next.WaitAsync(patience.Token).ContinueWith(
                task => task.IsCompletedSuccessfully ? true : throw new TimeoutException($"no {method} came; stderr: {Error}"), TaskScheduler.Default);
        }
    }

    /// <summary>The messages of the server's own so far, of a method.</summary>
    public IReadOnlyList<JsonElement> Received(string method)
    {
        lock (received)
            return [.. received.Where(m => m.GetProperty("method").GetString() == method).Select(Parameters)];
    }

    public async ValueTask DisposeAsync()
    {
        toServer.Close();
        await Ended.WaitAsync(Patience);
        await reading.WaitAsync(Patience);
        loop?.Dispose();
        writing.Dispose();
    }

    private static JsonElement Parameters(JsonElement message) => message.TryGetProperty("params", out var parameters) ? parameters : default;

    private async Task ReadAsync(PipeReader input)
    {
        var frames = new FrameReader(input);
        while (true)
        {
            var frame = await frames.ReadAsync(CancellationToken.None);
            Assert.NotEqual(FrameKind.Malformed, frame.Kind);
            if (frame.Kind == FrameKind.EndOfInput)
                return;
            using var document = JsonDocument.Parse(frame.Body);
            var message = document.RootElement.Clone();
            if (!message.TryGetProperty("method", out var method))
            {
                var sent = message.GetProperty("id");
                var id = sent.ValueKind == JsonValueKind.String ? $"\"{sent.GetString()}\"" : sent.GetRawText();
                waiting.GetOrAdd(id, static _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(message);
                continue;
            }

            lock (received)
            {
                received.Add(message);
                var signal = arrived;
                arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                signal.SetResult();
            }

            if (message.TryGetProperty("id", out var request))
            {
                var result = Answers.TryGetValue(method.GetString()!, out var answer) ? answer(Parameters(message)) : null;
                try
                {
                    await SendAsync($$"""{"jsonrpc": "2.0", "id": {{request.GetRawText()}}, "result": {{result?.ToJsonString() ?? "null"}} }""");
                }
                catch (Exception exception) when (exception is InvalidOperationException or IOException or ObjectDisposedException)
                {
                    // The connection was closed before the answer was due.
                }
            }
        }
    }
}
