using System.Text.Json;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Tests;

/// <summary>Order, cancellation and defects, with methods made for it.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Cancelled = -32800;
    private const int InternalError = -32603;

    private readonly SemaphoreSlim gate = new(0);
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => gate.Dispose();

    [Fact]
    public async Task ACancelledRequestIsAnsweredThoughItsWorkGoesOn()
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        var (id, answer) = await connection.BeginAsync("test/wait", "{}");
        await begun.Task;
        await connection.NotifyAsync("$/cancelRequest", $$"""{"id": {{id}}}""");
        Assert.Equal(Cancelled, CodeOf(await answer.WaitAsync(TimeSpan.FromSeconds(60))));
        gate.Release();
        await LifecycleTests.AssertAliveAsync(connection);
    }

    [Fact]
    public async Task ARequestThatIsNotBegunIsCancelledToo()
    {
        await using var connection = await ConnectAsync(MethodClass.Mutation);
        var (_, first) = await connection.BeginAsync("test/wait", "{}");
        await begun.Task;
        var (id, second) = await connection.BeginAsync("test/text", TestDocuments.Document());
        await connection.NotifyAsync("$/cancelRequest", $$"""{"id": {{id}}}""");
        Assert.Equal(Cancelled, CodeOf(await second.WaitAsync(TimeSpan.FromSeconds(60))));
        Assert.False(first.IsCompleted);
        gate.Release();
        Assert.True((await first.WaitAsync(TimeSpan.FromSeconds(60))).TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData("""{"id": 12345}""")]
    [InlineData("""{"id": "none"}""")]
    [InlineData("""{"id": null}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task ACancellationOfNothingIsIgnored(string parameters)
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        await connection.NotifyAsync("$/cancelRequest", parameters);
        await LifecycleTests.AssertAliveAsync(connection);
    }

    [Fact]
    public async Task ADefectOfOneFeatureIsToldAndTheOthersGoOn()
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        Assert.Equal(InternalError, await connection.ErrorAsync("test/defect", "{}"));
        var log = await connection.WaitAsync("window/logMessage");
        Assert.Contains("a defect made for this test", log.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("a defect made for this test", connection.Error.ToString(), StringComparison.Ordinal);
        await connection.OpenAsync("x = 1");
        Assert.Empty((await connection.ReportsAsync(1)).EnumerateArray());
    }

    [Fact]
    public async Task ARequestSeesWhatWasSentBeforeItAndNothingThatCameAfter()
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        await connection.OpenAsync("x = 1");
        var (_, early) = await connection.BeginAsync("test/textLater", TestDocuments.Document());
        await connection.ReplaceAsync("x = 2", 2);
        var (_, late) = await connection.BeginAsync("test/text", TestDocuments.Document());
        Assert.Equal("x = 2", TextOf(await late.WaitAsync(TimeSpan.FromSeconds(60))));
        gate.Release();
        Assert.Equal("x = 1", TextOf(await early.WaitAsync(TimeSpan.FromSeconds(60))));
    }

    [Fact]
    public async Task SlowWorkKeepsNobodyWaiting()
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        var (_, slow) = await connection.BeginAsync("test/wait", "{}");
        await begun.Task;
        await connection.OpenAsync("x = zzz");
        Assert.Single((await connection.ReportsAsync(1)).EnumerateArray());
        Assert.False(slow.IsCompleted);
        gate.Release();
        await slow.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task AnIdIsTakenOnceAtATime()
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        var answer = connection.Expect("\"twice\"");
        const string Request = """{"jsonrpc": "2.0", "id": "twice", "method": "test/wait", "params": {} }""";
        await connection.SendAsync(Request);
        await begun.Task;
        await connection.SendAsync(Request);
        Assert.Equal(-32600, CodeOf(await answer.WaitAsync(TimeSpan.FromSeconds(60))));
        gate.Release();
    }

    [Fact]
    public async Task WhatIsUnfinishedDoesNotKeepTheEndWaiting()
    {
        await using var connection = await ConnectAsync(MethodClass.Worker);
        _ = await connection.BeginAsync("test/wait", "{}");
        await begun.Task;
        await connection.ResultAsync("shutdown", "null");
        await connection.NotifyAsync("exit", "null");
        Assert.Equal(0, await connection.Ended.WaitAsync(TimeSpan.FromSeconds(60)));
        gate.Release();
    }

    private static int CodeOf(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();

    private static string? TextOf(JsonElement answer) => answer.GetProperty("result").GetProperty("text").GetString();

    private Task<TestConnection> ConnectAsync(MethodClass waiting)
    {
        var made = new Feature(
            [
                new RequestMethod<NoParams, NoParams>("test/wait", waiting, static () => ProtocolJson.Default.NoParams, static () => ProtocolJson.Default.NoParams, async (_, _) =>
                {
                    begun.SetResult();
                    await gate.WaitAsync();
                    return new NoParams();
                }),
                new RequestMethod<NoParams, NoParams>("test/defect", MethodClass.Worker, static () => ProtocolJson.Default.NoParams, static () => ProtocolJson.Default.NoParams,
                    static (_, _) => throw new InvalidOperationException("a defect made for this test")),
                new RequestMethod<TextDocumentParams, ServedText>("test/text", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.ServedText,
                    static (context, parameters) => new ValueTask<ServedText?>(new ServedText(context.Document(parameters.TextDocument.Uri).Document.Source.Content))),
                new RequestMethod<TextDocumentParams, ServedText>("test/textLater", MethodClass.Worker, static () => ProtocolJson.Default.TextDocumentParams, static () => ProtocolJson.Default.ServedText, async (context, parameters) =>
                {
                    await gate.WaitAsync();
                    return new ServedText(context.Document(parameters.TextDocument.Uri).Document.Source.Content);
                }),
            ],
            static (capabilities, _) => capabilities);
        MethodTable? table = null;
        table = new MethodTable([LifecycleMethods.Feature(() => table!.Features), DocumentMethods.Feature, made]);
        return TestConnection.InitializedAsync(methods: table);
    }
}
