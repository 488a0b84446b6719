using System.Text.Json;

namespace Dsl.LanguageServer.Tests;

/// <summary>Hovers, definitions, references, renaming and symbols, over files.</summary>
public sealed class NavigationTests : IDisposable
{
    private const string Part = "## Twice its argument.\nfn twice(x) = x + x\n";
    private const string Main = "import \"part.nn\" as part\n# 🙂\ny = part.twice(random([2, 3]))\nprint(y |> relu)\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nn-navigation-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task AHoverTellsTheShape()
    {
        await using var connection = await OpenedAsync();
        var hover = await connection.ResultAsync("textDocument/hover", TestDocuments.At(3, 6, Uri("main.nn")));
        Assert.Contains("[2, 3]", hover.GetProperty("contents").GetProperty("value").GetString(), StringComparison.Ordinal);
        Assert.Equal("markdown", hover.GetProperty("contents").GetProperty("kind").GetString());
        Assert.Equal(6, hover.GetProperty("range").GetProperty("start").GetProperty("character").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await connection.ResultAsync("textDocument/hover", TestDocuments.At(1, 2, Uri("main.nn")))).ValueKind);
    }

    [Fact]
    public async Task PlainTextIsGivenToThoseWhoShowNothingElse()
    {
        await using var connection = await TestConnection.InitializedAsync("""{"textDocument": {"hover": {"contentFormat": ["plaintext"]} } }""");
        await connection.OpenAsync("y = relu(random([2, 3]))\n");
        var contents = (await connection.ResultAsync("textDocument/hover", TestDocuments.At(0, 5))).GetProperty("contents");
        Assert.Equal("plaintext", contents.GetProperty("kind").GetString());
        Assert.DoesNotContain("```", contents.GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADefinitionMayLieInAnotherFileOrTheLibrary()
    {
        await using var connection = await OpenedAsync();
        var place = (await connection.ResultAsync("textDocument/definition", TestDocuments.At(2, 11, Uri("main.nn"))))[0];
        Assert.Equal(Uri("part.nn"), place.GetProperty("uri").GetString());
        Assert.Equal(1, place.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32());

        await connection.OpenAsync("model A() (x: [B, 2]) -> [B, 3] = x |> dense(3)\n", Uri("other.nn"));
        var library = (await connection.ResultAsync("textDocument/definition", TestDocuments.At(0, 41, Uri("other.nn"))))[0];
        var uri = library.GetProperty("uri").GetString()!;
        Assert.StartsWith("nn-library:/", uri, StringComparison.Ordinal);
        var text = (await connection.ResultAsync("nn/libraryText", $$"""{"uri": "{{uri}}"}""")).GetProperty("text").GetString()!;
        Assert.Contains("model dense", text.Split('\n')[library.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32()], StringComparison.Ordinal);

        // And the library can be read like any other document.
        await connection.OpenAsync(text, uri);
        Assert.Empty((await connection.ReportsAsync(1, uri)).EnumerateArray());
        Assert.NotEmpty((await connection.ResultAsync("textDocument/documentSymbol", TestDocuments.Document(uri))).EnumerateArray());
    }

    [Fact]
    public async Task LinksAreGivenToThoseWhoTakeThem()
    {
        await using var connection = await OpenedAsync("""{"textDocument": {"definition": {"linkSupport": true} } }""");
        var link = (await connection.ResultAsync("textDocument/definition", TestDocuments.At(2, 11, Uri("main.nn"))))[0];
        Assert.Equal(Uri("part.nn"), link.GetProperty("targetUri").GetString());
        Assert.Equal(9, link.GetProperty("originSelectionRange").GetProperty("start").GetProperty("character").GetInt32());
    }

    [Fact]
    public async Task ReferencesAreFoundInClosedFilesToo()
    {
        await using var connection = await OpenedAsync();
        var places = await connection.ResultAsync("textDocument/references",
            $$"""{"textDocument": {"uri": "{{Uri("main.nn")}}"}, "position": {"line": 2, "character": 11}, "context": {"includeDeclaration": true}, "workDoneToken": "t"}""");
        Assert.Equal([Uri("main.nn"), Uri("part.nn"), Uri("third.nn")], places.EnumerateArray().Select(static p => p.GetProperty("uri").GetString()!).Order());
        await connection.WaitAsync("$/progress", static p => p.GetProperty("token").GetString() == "t" && p.GetProperty("value").GetProperty("kind").GetString() == "end");
        var highlights = await connection.ResultAsync("textDocument/documentHighlight", TestDocuments.At(2, 0, Uri("main.nn")));
        Assert.Equal([3, 2], highlights.EnumerateArray().Select(static h => h.GetProperty("kind").GetInt32()));
    }

    [Fact]
    public async Task ARenamingChangesAllFiles()
    {
        await using var connection = await OpenedAsync("""{"workspace": {"workspaceEdit": {"documentChanges": true} } }""");
        var prepared = await connection.ResultAsync("textDocument/prepareRename", TestDocuments.At(2, 11, Uri("main.nn")));
        Assert.Equal("twice", prepared.GetProperty("placeholder").GetString());
        var edit = await connection.ResultAsync("textDocument/rename", $$"""{"textDocument": {"uri": "{{Uri("main.nn")}}"}, "position": {"line": 2, "character": 11}, "newName": "doubled"}""");
        var changes = edit.GetProperty("documentChanges").EnumerateArray().ToDictionary(static c => c.GetProperty("textDocument").GetProperty("uri").GetString()!);
        Assert.Equal([Uri("main.nn"), Uri("part.nn"), Uri("third.nn")], changes.Keys.Order());
        Assert.Equal(1, changes[Uri("main.nn")].GetProperty("textDocument").GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, changes[Uri("part.nn")].GetProperty("textDocument").GetProperty("version").ValueKind);
        Assert.Equal("doubled", changes[Uri("third.nn")].GetProperty("edits")[0].GetProperty("newText").GetString());
    }

    [Theory]
    [InlineData(2, 11, "model")]
    [InlineData(2, 11, "1x")]
    [InlineData(3, 12, "other")]
    [InlineData(1, 1, "other")]
    public async Task ARenamingThatCannotBeIsRefusedWithAReason(int line, int character, string name)
    {
        await using var connection = await OpenedAsync();
        Assert.Equal(-32803, await connection.ErrorAsync("textDocument/rename", $$"""{"textDocument": {"uri": "{{Uri("main.nn")}}"}, "position": {"line": {{line}}, "character": {{character}} }, "newName": "{{name}}"}"""));
    }

    [Fact]
    public async Task SymbolsAreFoundByAFewLetters()
    {
        await using var connection = await OpenedAsync();
        var found = await connection.ResultAsync("workspace/symbol", """{"query": "twi"}""");
        var symbol = found.EnumerateArray().First();
        Assert.Equal("twice", symbol.GetProperty("name").GetString());
        Assert.Equal(Uri("part.nn"), symbol.GetProperty("location").GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData("""{"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true} } }""", "selectionRange")]
    [InlineData("{}", "location")]
    public async Task TheOutlineIsNestedWhereItCanBe(string capabilities, string part)
    {
        await using var connection = await TestConnection.InitializedAsync(capabilities);
        await connection.OpenAsync("model Net() (x: [B, 2]) -> [B, 3] {\n  param w: [2, 3]\n  x @ w\n}\n");
        var outline = await connection.ResultAsync("textDocument/documentSymbol", TestDocuments.Document());
        Assert.Equal("Net", outline[0].GetProperty("name").GetString());
        Assert.Equal(5, outline[0].GetProperty("kind").GetInt32());
        Assert.True(outline[0].TryGetProperty(part, out _));
        var inner = part == "location" ? outline[1] : outline[0].GetProperty("children")[0];
        Assert.Equal("w", inner.GetProperty("name").GetString());
    }

    [Fact]
    public async Task ModelsKnowWhoAppliesThemAndWhatTheyApply()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("model A() (x: [B, 2]) -> [B, 2] = x |> dense(2)\nmodel C() (x: [B, 2]) -> [B, 2] = x |> A |> A\nc = C()\n");
        var a = (await connection.ResultAsync("textDocument/prepareCallHierarchy", TestDocuments.At(0, 6)))[0];
        var users = await connection.ResultAsync("callHierarchy/incomingCalls", $$"""{"item": {{a.GetRawText()}} }""");
        Assert.Equal("C", users[0].GetProperty("from").GetProperty("name").GetString());
        Assert.Equal(2, users[0].GetProperty("fromRanges").GetArrayLength());
        var used = await connection.ResultAsync("callHierarchy/outgoingCalls", $$"""{"item": {{a.GetRawText()}} }""");
        var dense = used[0].GetProperty("to");
        Assert.Equal("dense", dense.GetProperty("name").GetString());
        var inner = await connection.ResultAsync("callHierarchy/outgoingCalls", $$"""{"item": {{dense.GetRawText()}} }""");
        Assert.Equal(JsonValueKind.Array, inner.ValueKind);
    }

    private async Task<TestConnection> OpenedAsync(string capabilities = "{}")
    {
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "part.nn"), Part);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "third.nn"), "import \"part.nn\" as p\nprint(p.twice(3))\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "unrelated.nn"), "fn twice(x) = x\nprint(twice(1))\n");
        var connection = await TestConnection.InitializedAsync(capabilities, folder.FullName);
        await connection.OpenAsync(Main, Uri("main.nn"));
        return connection;
    }

    private string Uri(string name) => new Uri(Path.Combine(folder.FullName, name)).AbsoluteUri;
}
