using System.Text.Json;

namespace Dsl.LanguageServer.Tests;

/// <summary>What needs the tree alone: folding, selection, links, formatting, colours.</summary>
public class StructureTests
{
    private const string Script = "# 🙂 a network\nmodel Net(n) (x: [B, 4]) -> [B, n] {\n  h = x |> dense(8) |> relu\n  h |> dense(n)\n}\nnet = Net(3)\n";

    [Fact]
    public async Task FoldsAModel()
    {
        await using var connection = await OpenedAsync(Script);
        var folds = await connection.ResultAsync("textDocument/foldingRange", TestDocuments.Document());
        Assert.Contains(folds.EnumerateArray(), static f => f.GetProperty("startLine").GetInt32() == 1 && f.GetProperty("endLine").GetInt32() >= 3);
    }

    [Fact]
    public async Task SelectionsLieWithinOneAnother()
    {
        await using var connection = await OpenedAsync(Script);
        var answer = await connection.ResultAsync("textDocument/selectionRange", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "positions": [{"line": 2, "character": 12}, {"line": 90, "character": 0}]}""");
        Assert.Equal(2, answer.GetArrayLength());
        var depth = 0;
        for (var range = answer[0]; ; range = range.GetProperty("parent"))
        {
            depth++;
            if (!range.TryGetProperty("parent", out var parent))
                break;
            Assert.True(Start(parent) <= Start(range));
        }

        Assert.True(depth >= 3);
    }

    [Fact]
    public async Task FormatsTheWholeAPartAndTheLineTyped()
    {
        await using var connection = await OpenedAsync("a=1\nb  =  [ 1,2 ]\nfn f(x)={\nx\n}\n");
        const string Options = "\"options\": {\"tabSize\": 2, \"insertSpaces\": true}";
        var whole = await connection.ResultAsync("textDocument/formatting", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, {{Options}} }""");
        Assert.Contains(whole.EnumerateArray(), static e => e.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32() == 0);
        var part = await connection.ResultAsync("textDocument/rangeFormatting",
            $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3} }, {{Options}} }""");
        Assert.NotEmpty(part.EnumerateArray());
        Assert.All(part.EnumerateArray(), static e => Assert.Equal(1, e.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32()));
        var typed = await connection.ResultAsync("textDocument/onTypeFormatting",
            $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "position": {"line": 4, "character": 1}, "ch": "}", {{Options}} }""");
        Assert.Contains(typed.EnumerateArray(), static e => e.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32() == 3);
    }

    [Fact]
    public async Task ColoursOfAPartAreAmongThoseOfTheWhole()
    {
        await using var connection = await OpenedAsync(Script);
        var whole = Decode(await connection.ResultAsync("textDocument/semanticTokens/full", TestDocuments.Document()));
        var part = Decode(await connection.ResultAsync("textDocument/semanticTokens/range",
            $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "range": {"start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 0} } }"""));
        Assert.Equal(whole.Where(static t => t.Line == 2), part);

        // The name of the model begins after six characters, in a line of its own.
        Assert.Contains(whole, static t => t is { Line: 1, Character: 6, Length: 3 });
    }

    [Fact]
    public async Task AnEditorWithAGrammarIsToldOnlyWhatNamesAre()
    {
        await using var connection = await TestConnection.InitializedAsync("""{"textDocument": {"semanticTokens": {"augmentsSyntaxTokens": true} } }""");
        await connection.OpenAsync(Script);
        var tokens = Decode(await connection.ResultAsync("textDocument/semanticTokens/full", TestDocuments.Document()));
        Assert.DoesNotContain(tokens, static t => t.Line == 0);
        Assert.DoesNotContain(tokens, static t => t is { Line: 1, Character: 0 });
        Assert.Contains(tokens, static t => t is { Line: 1, Character: 6, Length: 3 });
    }

    [Fact]
    public async Task ChangesOfColoursLeadFromOneStateToTheNext()
    {
        await using var connection = await OpenedAsync(Script);
        var before = await connection.ResultAsync("textDocument/semanticTokens/full", TestDocuments.Document());
        await connection.EditAsync(2, 2, 6, 2, 7, "(x + x)");
        var delta = await connection.ResultAsync("textDocument/semanticTokens/full/delta",
            $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "previousResultId": {{before.GetProperty("resultId").GetRawText()}} }""");
        var now = await connection.ResultAsync("textDocument/semanticTokens/full", TestDocuments.Document());
        var data = Numbers(before.GetProperty("data"));
        var edit = Assert.Single(delta.GetProperty("edits").EnumerateArray());
        data.RemoveRange(edit.GetProperty("start").GetInt32(), edit.GetProperty("deleteCount").GetInt32());
        data.InsertRange(edit.GetProperty("start").GetInt32(), Numbers(edit.GetProperty("data")));
        Assert.Equal(Numbers(now.GetProperty("data")), data);
        Assert.True(edit.GetProperty("data").GetArrayLength() < now.GetProperty("data").GetArrayLength() / 2);
        var unknown = await connection.ResultAsync("textDocument/semanticTokens/full/delta", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "previousResultId": "none"}""");
        Assert.Equal(Numbers(now.GetProperty("data")), Numbers(unknown.GetProperty("data")));
    }

    [Fact]
    public async Task LinksLeadToFilesThatAreThere()
    {
        var folder = Directory.CreateTempSubdirectory("nn links ");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "daten ä.csv"), "a,b\n1,2\n");
            var uri = new Uri(Path.Combine(folder.FullName, "net.nn")).AbsoluteUri;
            await using var connection = await TestConnection.InitializedAsync(folder: folder.FullName);
            await connection.OpenAsync("d = csv(\"daten ä.csv\", target: \"b\")\ne = csv(\"none.csv\", target: \"b\")\n", uri);
            var link = Assert.Single((await connection.ResultAsync("textDocument/documentLink", TestDocuments.Document(uri))).EnumerateArray());
            Assert.Equal(Path.Combine(folder.FullName, "daten ä.csv"), new Uri(link.GetProperty("target").GetString()!).LocalPath);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("nn/libraryText", "nn-library:/layers.nn", "model dense")]
    [InlineData("workspace/textDocumentContent", "nn-library:/layers.nn", "model dense")]
    [InlineData("nn/errorPage", "nn-errors:/NN3001.md", "# NN3001")]
    public async Task ServesWhatOnlyItHas(string method, string uri, string content)
    {
        await using var connection = await TestConnection.InitializedAsync();
        var answer = await connection.ResultAsync(method, $$"""{"uri": "{{uri}}"}""");
        Assert.Contains(content, answer.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nn-library:/none.nn")]
    [InlineData("nn-library:/../layers.nn")]
    [InlineData("nn-errors:/../secret")]
    [InlineData("file:///etc/passwd")]
    public async Task ServesNothingElse(string uri)
    {
        await using var connection = await TestConnection.InitializedAsync();
        Assert.Equal(-32602, await connection.ErrorAsync("nn/libraryText", $$"""{"uri": "{{uri}}"}"""));
    }

    private static async Task<TestConnection> OpenedAsync(string text)
    {
        var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync(text);
        return connection;
    }

    private static int Start(JsonElement selection)
    {
        var start = selection.GetProperty("range").GetProperty("start");
        return (start.GetProperty("line").GetInt32() * 1000) + start.GetProperty("character").GetInt32();
    }

    private static List<uint> Numbers(JsonElement data) => [.. data.EnumerateArray().Select(static n => n.GetUInt32())];

    private static List<(uint Line, uint Character, uint Length, uint Type)> Decode(JsonElement tokens)
    {
        var found = new List<(uint, uint, uint, uint)>();
        uint line = 0;
        uint character = 0;
        foreach (var five in Numbers(tokens.GetProperty("data")).Chunk(5))
        {
            character = five[0] == 0 ? character + five[1] : five[1];
            line += five[0];
            found.Add((line, character, five[2], five[3]));
        }

        return found;
    }
}
