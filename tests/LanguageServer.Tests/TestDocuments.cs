using System.Text.Json;

namespace Dsl.LanguageServer.Tests;

/// <summary>What clients say of documents.</summary>
internal static class TestDocuments
{
    public const string Uri = "file:///tmp/nn-tests/net.nn";

    public static Task OpenAsync(this TestConnection connection, string text, string uri = Uri, int version = 1) =>
        connection.NotifyAsync("textDocument/didOpen", $$"""{"textDocument": {"uri": {{Quote(uri)}}, "languageId": "nn", "version": {{version}}, "text": {{Quote(text)}} } }""");

    public static Task ReplaceAsync(this TestConnection connection, string text, int version, string uri = Uri) =>
        connection.NotifyAsync("textDocument/didChange", $$"""{"textDocument": {"uri": {{Quote(uri)}}, "version": {{version}} }, "contentChanges": [{"text": {{Quote(text)}} }]}""");

    public static Task EditAsync(this TestConnection connection, int version, int startLine, int startCharacter, int endLine, int endCharacter, string text, string uri = Uri) =>
        connection.NotifyAsync("textDocument/didChange", $$"""{"textDocument": {"uri": {{Quote(uri)}}, "version": {{version}} }, "contentChanges": [{{Change(startLine, startCharacter, endLine, endCharacter, text)}}]}""");

    public static string Change(int startLine, int startCharacter, int endLine, int endCharacter, string text) =>
        $$"""{"range": {"start": {"line": {{startLine}}, "character": {{startCharacter}} }, "end": {"line": {{endLine}}, "character": {{endCharacter}} } }, "text": {{Quote(text)}} }""";

    public static Task CloseAsync(this TestConnection connection, string uri = Uri) =>
        connection.NotifyAsync("textDocument/didClose", $$"""{"textDocument": {"uri": {{Quote(uri)}} } }""");

    /// <summary>The reports that were sent for a version.</summary>
    public static async Task<JsonElement> ReportsAsync(this TestConnection connection, int version, string uri = Uri)
    {
        var sent = await connection.WaitAsync("textDocument/publishDiagnostics", p =>
            p.GetProperty("uri").GetString() == uri && p.TryGetProperty("version", out var v) && v.GetInt32() == version);
        return sent.GetProperty("diagnostics");
    }

    public static string At(int line, int character, string uri = Uri) => $$"""{"textDocument": {"uri": {{Quote(uri)}} }, "position": {"line": {{line}}, "character": {{character}} } }""";

    public static string Document(string uri = Uri) => $$"""{"textDocument": {"uri": {{Quote(uri)}} } }""";

    public static string Quote(string text) => JsonSerializer.Serialize(text);
}
