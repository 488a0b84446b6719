using System.Text;
using System.Text.Json.Nodes;
using Dsl.LanguageServer.Documents;
using Dsl.LanguageServer.Methods;
using Dsl.LanguageServer.Protocol;

namespace Dsl.LanguageServer.Tests;

/// <summary>Random edits, frames and parameters.</summary>
public class FuzzTests
{
    private const int InternalError = -32603;
    private static readonly string[] Pieces = ["", "x", "\n", "\r", "\r\n", "🙂", "日本", "\ud83d", "  ", "model A() (x: [B]) -> [B] = x\n", "\t\"{", "}\n\n", "# c", "|> dense(3)"];

    /// <summary>The text after a change, found line by line: slow, and obviously what the protocol says.</summary>
    private static string Expected(string text, int startLine, int startCharacter, int endLine, int endCharacter, string inserted)
    {
        var start = Offset(text, startLine, startCharacter);
        var end = Offset(text, endLine, endCharacter);
        return text[..Math.Min(start, end)] + inserted + text[Math.Max(start, end)..];
    }

    private static int Offset(string text, int line, int character)
    {
        var offset = 0;
        for (; line > 0; line--)
        {
            while (offset < text.Length && text[offset] is not ('\n' or '\r'))
                offset++;
            if (offset == text.Length)
                return offset;
            offset += text[offset] == '\r' && offset + 1 < text.Length && text[offset + 1] == '\n' ? 2 : 1;
        }

        for (; character > 0 && offset < text.Length && text[offset] is not ('\n' or '\r'); character--)
            offset++;
        return offset;
    }

    [Fact]
    public Task IncrementalTextIsTheFullText() => FuzzTime.RepeatAsync(static seed =>
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var document = new OpenDocument("file:///x.nn", "/x.nn", 0, text);
        for (var version = 1; version < 60; version++)
        {
            var changes = new List<TextDocumentContentChangeEvent>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var inserted = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
                if (random.Next(40) == 0)
                {
                    text = inserted;
                    changes.Add(new TextDocumentContentChangeEvent(inserted));
                    continue;
                }

                var (line, character) = (random.Next(20), random.Next(12));
                var (endLine, endCharacter) = (line + random.Next(3), random.Next(12));
                changes.Add(new TextDocumentContentChangeEvent(inserted, new ProtocolRange(new Position((uint)line, (uint)character), new Position((uint)endLine, (uint)endCharacter))));
                text = Expected(text, line, character, endLine, endCharacter, inserted);
            }

            document = document.Change(version, [.. changes]);
            Assert.Equal(text, document.Source.Content);
            for (var offset = 0; offset <= text.Length; offset += 1 + random.Next(5))
            {
                var position = document.Lines.PositionOf(offset);
                var back = document.Lines.OffsetOf(position);
                Assert.True(back == offset || (back == offset - 1 && text[back] == '\r'), $"offset {offset} comes back as {back}");
            }
        }

        return Task.CompletedTask;
    });

    [Fact]
    public Task EditsOverTheWireGiveTheSameText() => FuzzTime.RepeatAsync(static async seed =>
    {
        var random = new Random(seed);
        await using var connection = await TestConnection.InitializedAsync();
        var text = "a = 1\nb = 2\n";
        await connection.OpenAsync(text);
        for (var version = 2; version < 40; version++)
        {
            var inserted = Pieces[random.Next(Pieces.Length)];
            if (inserted == "\ud83d")
                inserted = "?";
            var (line, character) = (random.Next(8), random.Next(9));
            var (endLine, endCharacter) = (line + random.Next(2), random.Next(9));
            text = Expected(text, line, character, endLine, endCharacter, inserted);
            await connection.EditAsync(version, line, character, endLine, endCharacter, inserted);
        }

        await connection.ReportsAsync(39);
        Assert.Equal(text, SynchronizationTests.TextOf(connection));
    });

    [Fact]
    public Task MalformedFramesEndTheConnectionOrAreAnswered() => FuzzTime.RepeatAsync(static async seed =>
    {
        var random = new Random(seed);
        await using var connection = TestConnection.Start();
        var messages = new List<byte>();
        foreach (var body in (string[])["""{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {} } }""", """{"jsonrpc": "2.0", "method": "initialized", "params": {} }""", """{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}"""])
            messages.AddRange(Encoding.UTF8.GetBytes($"Content-Length: {body.Length}\r\n\r\n{body}"));
        var bytes = messages.ToArray();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var place = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + random.Next(9))..]],
                1 => [.. bytes[..place], (byte)random.Next(256), .. bytes[place..]],
                2 => [.. bytes[..place], .. bytes[random.Next(bytes.Length)..]],
                _ => [.. bytes[..place], (byte)random.Next(256), .. bytes[(place + 1)..]],
            };
        }

        await connection.SendBytesAsync(bytes);
        connection.CloseInput();
        Assert.Equal(1, await connection.Ended.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.DoesNotContain("Exception", connection.Error.ToString(), StringComparison.Ordinal);
    });

    [Fact]
    public Task ParametersOfOtherTypesAreRefusedWithoutADefect() => FuzzTime.RepeatAsync(static async seed =>
    {
        var random = new Random(seed);
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("model Net(n) (x: [B, 4]) -> [B, n] = x |> dense(n)\nnet = Net(3)\nprint(net(random([2, 4])))\n");
        foreach (var method in MethodTable.Create().Methods.Where(static m => m.Result is not null && m.Name is not ("initialize" or "shutdown" or "workspace/diagnostic")))
        {
            var parameters = Valid();
            for (var i = random.Next(3); i > 0; i--)
                parameters = Mutate(parameters, random);
            var answer = await connection.RequestAsync(method.Name, parameters?.ToJsonString() ?? "null");
            if (answer.TryGetProperty("error", out var error))
                Assert.True(error.GetProperty("code").GetInt32() != InternalError, $"{method.Name} {parameters?.ToJsonString()}: {error}");
        }

        foreach (var method in MethodTable.Create().Methods.Where(static m => m.Result is null && m.Name is not "exit"))
            await connection.NotifyAsync(method.Name, Mutate(Valid(), random)?.ToJsonString() ?? "null");
        await LifecycleTests.AssertAliveAsync(connection);
        Assert.DoesNotContain("Exception:", connection.Error.ToString(), StringComparison.Ordinal);
    });

    // Has what every method asks for.
    private static JsonNode? Valid() => JsonNode.Parse($$"""
        {"textDocument": {"uri": "{{TestDocuments.Uri}}", "version": 5, "languageId": "nn", "text": "x = 1"}, "position": {"line": 1, "character": 3},
         "range": {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 4} }, "positions": [{"line": 1, "character": 3}], "ch": "\n", "query": "n", "newName": "other",
         "context": {"includeDeclaration": true, "diagnostics": [], "triggerKind": 1}, "previousResultId": "1", "previousResultIds": [], "uri": "nn-library:/layers.nn", "options": {"tabSize": 2},
         "item": {"name": "Net", "kind": 5, "uri": "{{TestDocuments.Uri}}", "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 9} }, "selectionRange": {"start": {"line": 0, "character": 6}, "end": {"line": 0, "character": 9} } },
         "settings": {"nn": {"inlayHints": {"mode": "all"} } }, "changes": [{"uri": "file:///tmp/x.csv", "type": 2}], "event": {"added": [], "removed": []},
         "contentChanges": [{"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1} }, "text": "y"}], "value": "off"}
        """);

    private static JsonNode? Mutate(JsonNode? root, Random random)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        if (nodes.Count == 0)
            return root;
        var other = random.Next(8) switch
        {
            0 => null,
            1 => JsonValue.Create(random.NextInt64()),
            2 => JsonValue.Create(-1),
            3 => JsonValue.Create(1.5),
            4 => JsonValue.Create("🙂"),
            5 => new JsonArray(1, "x", null),
            6 => (JsonNode)new JsonObject { ["line"] = 3 },
            _ => JsonValue.Create(true),
        };
        switch (nodes[random.Next(nodes.Count)])
        {
            case JsonObject { Count: > 0 } node:
                var name = node.ElementAt(random.Next(node.Count)).Key;
                if (random.Next(4) == 0)
                    node.Remove(name);
                else
                    node[name] = other;
                return root;
            case JsonArray { Count: > 0 } array:
                array[random.Next(array.Count)] = other;
                return root;
            default:
                return other;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        switch (node)
        {
            case JsonObject value:
                nodes.Add(value);
                foreach (var (_, child) in value)
                    Collect(child, nodes);
                break;
            case JsonArray array:
                nodes.Add(array);
                foreach (var child in array)
                    Collect(child, nodes);
                break;
        }
    }
}
