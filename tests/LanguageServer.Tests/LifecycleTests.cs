using System.Text;
using System.Text.Json;

namespace Dsl.LanguageServer.Tests;

/// <summary>Beginning, end, and messages that do not fit, as JSON-RPC and the protocol have it.</summary>
public class LifecycleTests
{
    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;
    private const int MethodNotFound = -32601;
    private const int InvalidParams = -32602;
    private const int NotInitialized = -32002;

    [Fact]
    public async Task SaysWhatItCanDo()
    {
        await using var connection = TestConnection.Start();
        var answer = (await connection.InitializeAsync()).GetProperty("result");
        Assert.Equal("utf-16", answer.GetProperty("capabilities").GetProperty("positionEncoding").GetString());
        Assert.Equal(2, answer.GetProperty("capabilities").GetProperty("textDocumentSync").GetProperty("change").GetInt32());
        Assert.Equal("nn-language-server", answer.GetProperty("serverInfo").GetProperty("name").GetString());
    }

    [Fact]
    public async Task BeforeInitializeRequestsAreRefused()
    {
        await using var connection = TestConnection.Start();
        Assert.Equal(NotInitialized, await connection.ErrorAsync("textDocument/hover", TestDocuments.At(0, 0)));
        Assert.Equal(NotInitialized, await connection.ErrorAsync("shutdown", "null"));
    }

    [Fact]
    public async Task BeforeInitializeNotificationsAreDropped()
    {
        await using var connection = TestConnection.Start();
        await connection.OpenAsync("x = (");
        await connection.InitializeAsync();
        await connection.OpenAsync("y = 1", "file:///tmp/nn-tests/other.nn");
        await connection.ReportsAsync(1, "file:///tmp/nn-tests/other.nn");
        Assert.Null(connection.State.Workspace.Current.Find(TestDocuments.Uri));
    }

    [Fact]
    public async Task ASecondInitializeIsRefused()
    {
        await using var connection = await TestConnection.InitializedAsync();
        Assert.Equal(InvalidRequest, await connection.ErrorAsync("initialize", """{"capabilities": {}}"""));
    }

    [Theory]
    [InlineData("textDocument/unknown")]
    [InlineData("$/unknown")]
    [InlineData("initialized")]
    [InlineData("")]
    public async Task UnknownRequestsAreRefused(string method)
    {
        await using var connection = await TestConnection.InitializedAsync();
        Assert.Equal(MethodNotFound, await connection.ErrorAsync(method, "{}"));
    }

    [Fact]
    public async Task UnknownNotificationsAreIgnored()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.NotifyAsync("textDocument/unknown", "{}");
        await connection.NotifyAsync("$/unknown", "[1]");
        await connection.NotifyAsync("textDocument/didOpen", """{"textDocument": 1}""");
        await AssertAliveAsync(connection);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("""{"capabilities": null}""")]
    [InlineData("""{"capabilities": {"textDocument": 3}}""")]
    [InlineData("""{"capabilities": {}, "processId": "me"}""")]
    public async Task ParametersThatDoNotFitAreRefused(string parameters)
    {
        await using var connection = TestConnection.Start();
        Assert.Equal(InvalidParams, await connection.ErrorAsync("initialize", parameters));
        Assert.True((await connection.InitializeAsync()).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task MissingParametersAreRefused()
    {
        await using var connection = TestConnection.Start();
        var answer = connection.Expect("77");
        await connection.SendAsync("""{"jsonrpc": "2.0", "id": 77, "method": "initialize"}""");
        Assert.Equal(InvalidParams, (await answer).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task IdsComeBackAsTheyWere()
    {
        await using var connection = await TestConnection.InitializedAsync();
        foreach (var id in (string[])["\"a text\"", "\"7\"", "7000000000", "-4", "\"\\u20ac\""])
        {
            var expected = JsonSerializer.Deserialize<JsonElement>(id);
            var answer = connection.Expect(expected.ValueKind == JsonValueKind.String ? $"\"{expected.GetString()}\"" : id);
            await connection.SendAsync($$"""{"jsonrpc": "2.0", "id": {{id}}, "method": "nothing"}""");
            Assert.Equal(MethodNotFound, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).GetProperty("error").GetProperty("code").GetInt32());
        }
    }

    [Theory]
    [InlineData("""{"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}""", InvalidRequest)]
    [InlineData("""{"jsonrpc": "2.0", "id": null, "method": "shutdown"}""", InvalidRequest)]
    [InlineData("""{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}""", InvalidRequest)]
    [InlineData("""[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]""", InvalidRequest)]
    [InlineData("[]", InvalidRequest)]
    [InlineData("7", InvalidRequest)]
    [InlineData("\"text\"", InvalidRequest)]
    [InlineData("null", InvalidRequest)]
    [InlineData("{}", InvalidRequest)]
    [InlineData("""{"jsonrpc": "2.0", "method": 4}""", InvalidRequest)]
    [InlineData("", ParseError)]
    [InlineData("{", ParseError)]
    [InlineData("""{"jsonrpc": "2.0"} 3""", ParseError)]
    [InlineData("""{"jsonrpc": "2.0", "id": 1, "method": "shutdown", "params": [}""", ParseError)]
    public async Task WhatIsNoMessageIsAnsweredWithoutAnId(string body, int code)
    {
        await using var connection = await TestConnection.InitializedAsync();
        var answer = connection.Expect("null");
        await connection.SendAsync(body);
        Assert.Equal(code, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).GetProperty("error").GetProperty("code").GetInt32());
        await AssertAliveAsync(connection);
    }

    [Theory]
    [InlineData("""{"jsonrpc": "1.0", "id": 9, "method": "shutdown"}""")]
    [InlineData("""{"id": 9, "method": "shutdown"}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 9, "method": null}""")]
    [InlineData("""{"jsonrpc": "2.0", "id": 9}""")]
    public async Task AMessageOfAnotherFormKeepsItsId(string body)
    {
        await using var connection = await TestConnection.InitializedAsync();
        var answer = connection.Expect("9");
        await connection.SendAsync(body);
        Assert.Equal(InvalidRequest, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task WhatIsNotUtf8IsNoMessage()
    {
        await using var connection = await TestConnection.InitializedAsync();
        var answer = connection.Expect("null");
        await connection.SendBytesAsync([.. "Content-Length: 4\r\n\r\n"u8, (byte)'"', 0xC3, 0x28, (byte)'"']);
        Assert.Equal(ParseError, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).GetProperty("error").GetProperty("code").GetInt32());
        await AssertAliveAsync(connection);
    }

    [Fact]
    public async Task AfterShutdownOnlyExitIsTaken()
    {
        await using var connection = await TestConnection.InitializedAsync();
        Assert.Equal(JsonValueKind.Null, (await connection.ResultAsync("shutdown", "null")).ValueKind);
        Assert.Equal(InvalidRequest, await connection.ErrorAsync("shutdown", "null"));
        Assert.Equal(InvalidRequest, await connection.ErrorAsync("textDocument/hover", TestDocuments.At(0, 0)));
        await connection.NotifyAsync("exit", "null");
        Assert.Equal(0, await connection.Ended.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExitWithoutShutdownIsAFailure(bool initialized)
    {
        await using var connection = initialized ? await TestConnection.InitializedAsync() : TestConnection.Start();
        await connection.NotifyAsync("exit", "null");
        Assert.Equal(1, await connection.Ended.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task TheEndOfTheInputEndsIt()
    {
        await using var connection = await TestConnection.InitializedAsync();
        connection.CloseInput();
        Assert.Equal(1, await connection.Ended.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("hello world\r\n\r\n", "Content-Length: 5")]
    [InlineData("{\"jsonrpc\"", "Content-Length")]
    [InlineData("Content-Length: -3\r\n\r\n", "Content-Length")]
    [InlineData("Content-Length: 99999999999\r\n\r\n", "Content-Length")]
    [InlineData("Content-Length: 99999999999999999999999999\r\n\r\n", "Content-Length")]
    [InlineData("Content-Length: 3x\r\n\r\n", "Content-Length")]
    [InlineData("Content-Type: text\r\n\r\n", "Content-Length")]
    public async Task AHeaderThatIsNoneEndsItAndSaysWhy(string header, string said)
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.SendBytesAsync(Encoding.UTF8.GetBytes(header));
        Assert.Equal(1, await connection.Ended.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("the input is no message", connection.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains(said.Split(':')[0] == "Content-Length" && header.StartsWith("hello", StringComparison.Ordinal) ? "header" : said, connection.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeadersMayComeInAnyFormAndBytesOneByOne()
    {
        await using var connection = await TestConnection.InitializedAsync();
        var body = Encoding.UTF8.GetBytes("""{"jsonrpc": "2.0", "id": "🙂 日本", "method": "nothing"}""");
        var answer = connection.Expect("\"🙂 日本\"");
        byte[] message = [.. Encoding.ASCII.GetBytes($"content-TYPE: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-length:{body.Length}\r\n\r\n"), .. body];
        foreach (var value in message)
            await connection.SendBytesAsync([value]);
        Assert.Equal(MethodNotFound, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task SeveralMessagesMayComeAtOnce()
    {
        await using var connection = await TestConnection.InitializedAsync();
        var answers = Enumerable.Range(500, 50).Select(id => connection.Expect(id.ToString())).ToList();
        var bytes = new List<byte>();
        for (var id = 500; id < 550; id++)
        {
            var body = $$"""{"jsonrpc": "2.0", "id": {{id}}, "method": "nothing"}""";
            bytes.AddRange(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n{body}"));
        }

        await connection.SendBytesAsync([.. bytes]);
        foreach (var answer in answers)
            Assert.Equal(MethodNotFound, (await answer.WaitAsync(TimeSpan.FromSeconds(30))).GetProperty("error").GetProperty("code").GetInt32());
    }

    internal static async Task AssertAliveAsync(TestConnection connection) => Assert.Equal(MethodNotFound, await connection.ErrorAsync("nothing", "{}"));
}
