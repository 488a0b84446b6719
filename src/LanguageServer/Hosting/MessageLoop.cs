using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Threading.Channels;
using Dsl.LanguageServer.Messages;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Transport;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Hosting;

/// <summary>
/// A connection from its beginning to its end. One reader takes messages from the input, one loop deals with them in order, workers answer what
/// only looks, one writer sends.
/// </summary>
internal sealed class MessageLoop : IDisposable
{
    /// <summary>The exit code of a connection that ended as the protocol has it.</summary>
    public const int Good = 0;

    /// <summary>The exit code of any other.</summary>
    public const int Bad = 1;

    private readonly Channel<ServerWork> work = Channel.CreateUnbounded<ServerWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly FrameReader reader;
    private readonly FrameWriter writer;
    private readonly MethodTable methods;
    private readonly PendingRequests pending = new();
    private readonly CancellationTokenSource ended = new();

    public MessageLoop(PipeReader input, PipeWriter output, TextWriter error, ServerOptions options, MethodTable? methods = null)
    {
        this.methods = methods ?? MethodTable.Create();
        reader = new FrameReader(input);
        writer = new FrameWriter(output);
        State = new ServerState(new ClientRequests(writer), error, work.Writer, options.DataFolder);
        State.Workspace.Configure(ServerSettings.Default with { DataFolder = options.DataFolder });
        State.EndWith(options.ParentProcess);
    }

    /// <summary>What lives as long as the connection.</summary>
    public ServerState State { get; }

    /// <summary>Runs until the client ends it, goes away, or sends what is no message; gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        var writing = writer.RunAsync();
        var reading = Task.Run(ReadAsync);
        var code = await DealAsync().ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        pending.AbandonAll();
        writer.Complete();
        await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
        return code;
    }

    public void Dispose()
    {
        State.Dispose();
        ended.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var frame = await reader.ReadAsync(ended.Token).ConfigureAwait(false);
                if (frame.Kind == FrameKind.Malformed)
                    State.Log.Write($"the input is no message: {frame.Problem}");
                if (frame.Kind != FrameKind.Message)
                    break;
                Take(IncomingMessage.Parse(frame.Body));
            }
        }
        catch (OperationCanceledException)
        {
            // The loop came to its end.
        }
        catch (IOException exception)
        {
            State.Log.Write($"the input cannot be read: {exception.Message}");
        }
        finally
        {
            work.Writer.TryComplete();
        }
    }

    private void Take(IncomingMessage message)
    {
        switch (message.Kind)
        {
            case IncomingKind.Invalid:
                writer.Send(OutgoingMessage.Failure(message.Id, message.Error ?? ErrorCode.InvalidRequest, message.Problem));
                break;
            case IncomingKind.Response:
                State.Requests.Answer(message);
                break;
            case IncomingKind.Request when pending.Add(message) is { } request:
                work.Writer.TryWrite(new ServerWork(message, request, null));
                break;
            case IncomingKind.Request:
                writer.Send(OutgoingMessage.Failure(message.Id, ErrorCode.InvalidRequest, $"a request with the id {message.Id} is not answered yet"));
                break;
            case IncomingKind.Notification when message.Method == CancelMethod.Name:
                // What is to be cancelled may wait behind other messages, so this one does not.
                if (CancelMethod.Read(message) is { } id && pending.Find(id) is { } cancelled)
                    Fail(cancelled, ErrorCode.RequestCancelled, "the request was cancelled");
                break;
            default:
                work.Writer.TryWrite(new ServerWork(message, null, null));
                break;
        }
    }

    private async Task<int> DealAsync()
    {
        while (await work.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (work.Reader.TryRead(out var next))
            {
                await DealAsync(next).ConfigureAwait(false);
                if (State.Stage == ServerStage.Ended)
                    return Good;
                if (next.Message is { Method: LifecycleMethods.Exit })
                    return Bad;
            }

            // Edits that came together are looked at together.
            AfterChanges();
        }

        return Bad;
    }

    private async ValueTask DealAsync(ServerWork next)
    {
        if (next.Action is { } action)
        {
            Guard("an internal step", action);
            return;
        }

        var message = next.Message!;
        if (Refusal(message) is { } refusal)
        {
            if (next.Request is { } refused)
                Fail(refused, refusal.Code, refusal.Message);
            return;
        }

        if (next.Request is { IsFinished: true } || methods.Find(message.Method) is not { } method)
            return;
        var context = new RequestContext(State, State.Workspace.Current, next.Request?.Cancel ?? ended.Token);
        if (method.Class == MethodClass.Worker && next.Request is { } request)
            _ = Task.Run(() => AnswerAsync(method, context, request));
        else
            await AnswerAsync(method, context, next.Request, message).ConfigureAwait(false);
    }

    // Why a message is not dealt with at all.
    private RequestFailedException? Refusal(IncomingMessage message)
    {
        if (message.Method == LifecycleMethods.Exit)
            return null;
        if (State.Stage == ServerStage.Started && message.Method != LifecycleMethods.Initialize)
            return new RequestFailedException(ErrorCode.ServerNotInitialized, "the first request is initialize");
        if (State.Stage == ServerStage.Running && message.Method == LifecycleMethods.Initialize)
            return new RequestFailedException(ErrorCode.InvalidRequest, "the server is initialized already");
        if (State.Stage == ServerStage.ShutDown)
            return new RequestFailedException(ErrorCode.InvalidRequest, "after shutdown only exit is taken");
        return methods.Find(message.Method) is { } method && method.IsRequest != (message.Kind == IncomingKind.Notification)
            ? null
            : new RequestFailedException(ErrorCode.MethodNotFound, $"there is no method {message.Method}");
    }

    private Task AnswerAsync(Method method, RequestContext context, PendingRequest request) => AnswerAsync(method, context, request, request.Message).AsTask();

    private async ValueTask AnswerAsync(Method method, RequestContext context, PendingRequest? request, IncomingMessage message)
    {
        try
        {
            var result = await method.CallAsync(context, message.Content).ConfigureAwait(false);
            if (request is not null && request.TryFinish())
            {
                pending.Remove(request);
                writer.Send(OutgoingMessage.Result(message.Id!.Value, result.Span));
            }
        }
        catch (RequestFailedException failure)
        {
            if (request is not null)
                Fail(request, failure.Code, failure.Message);
            else
                State.Log.Write($"{message.Method}: {failure.Message}");
        }
        catch (OperationCanceledException)
        {
            if (request is not null)
                Fail(request, ErrorCode.RequestCancelled, "the request was cancelled");
        }
        catch (Exception defect)
        {
            // A defect of one feature is no reason to take the others away.
            State.Log.Defect(message.Method, defect);
            if (request is not null)
                Fail(request, ErrorCode.InternalError, $"{message.Method} failed: {defect.Message}");
        }
    }

    private void Fail(PendingRequest request, ErrorCode code, string message)
    {
        if (!request.TryFinish())
            return;
        pending.Remove(request);
        writer.Send(OutgoingMessage.Failure(request.Message.Id, code, message));
        request.Abandon();
    }

    private void AfterChanges() => Guard("after changes", () =>
    {
        var changed = State.Workspace.TakeChanged();
        if (changed.Uris.IsEmpty && State.Saved.Count == 0)
            return;
        var snapshot = State.Workspace.Current;
        if (!State.Client.PullsDiagnostics)
            State.Publisher.Publish(DiagnosticsDue(changed, snapshot), snapshot);
        State.Saved.Clear();
        if (changed.HasOthers)
            State.Refresher.RefreshAll();
    });

    private ImmutableArray<string> DiagnosticsDue(ChangedDocuments changed, WorkspaceSnapshot snapshot) =>
        snapshot.Settings.Diagnostics == DiagnosticsTime.OnType
            ? changed.Uris
            : [.. changed.Uris.Union(State.Saved).Where(uri => State.Saved.Contains(uri) || snapshot.Find(uri) is null)];

    private void Guard(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception defect)
        {
            State.Log.Defect(what, defect);
        }
    }
}
