using System.Text.Json;

namespace Dsl.LanguageServer.Tests;

/// <summary>Completion, signatures, hints, lenses and fixes, as a client gets them.</summary>
public class AssistanceTests
{
    private const string Rich = """
        {"textDocument": {"completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"]} }, "publishDiagnostics": {"relatedInformation": true} },
         "workspace": {"workspaceEdit": {"documentChanges": true} } }
        """;

    private const string Script = "model Net(n) (x: [B, 4]) -> [B, n] = x |> dense(8) |> relu |> dense(n)\nnet = Net(3)\ny = net(random([2, 4]))\nprint(y)\n";

    [Fact]
    public async Task ProposesNamesAndReplacesTheWord()
    {
        await using var connection = await OpenedAsync(Script + "# 🙂\nz = (\"🙂\", ne");
        var list = await connection.ResultAsync("textDocument/completion", TestDocuments.At(5, 13));
        var item = list.GetProperty("items").EnumerateArray().First(static i => i.GetProperty("label").GetString() == "net");
        var range = item.GetProperty("textEdit").GetProperty("range");
        Assert.Equal(11, range.GetProperty("start").GetProperty("character").GetInt32());
        Assert.Equal(13, range.GetProperty("end").GetProperty("character").GetInt32());
        Assert.Equal("net", item.GetProperty("textEdit").GetProperty("newText").GetString());
    }

    [Fact]
    public async Task SnippetsGoOnlyToThoseWhoTakeThem()
    {
        await using var rich = await OpenedAsync("\n");
        var snippets = (await rich.ResultAsync("textDocument/completion", TestDocuments.At(0, 0))).GetProperty("items").EnumerateArray().Where(static i => i.TryGetProperty("insertTextFormat", out _)).ToList();
        Assert.Contains(snippets, static s => s.GetProperty("textEdit").GetProperty("newText").GetString()!.Contains("${1", StringComparison.Ordinal));
        await using var plain = await TestConnection.InitializedAsync();
        await plain.OpenAsync("\n");
        var items = (await plain.ResultAsync("textDocument/completion", TestDocuments.At(0, 0))).GetProperty("items").EnumerateArray().ToList();
        Assert.NotEmpty(items);
        Assert.All(items, static i => Assert.DoesNotContain("$", i.GetProperty("textEdit").GetProperty("newText").GetString(), StringComparison.Ordinal));
        Assert.All(items, static i => Assert.False(i.TryGetProperty("insertTextFormat", out _)));
    }

    [Fact]
    public async Task ShowsWhatACallTakes()
    {
        await using var connection = await OpenedAsync(Script + "w = adam(lr: 0.1, ");
        var help = await connection.ResultAsync("textDocument/signatureHelp", TestDocuments.At(4, 12));
        var signature = help.GetProperty("signatures")[0];
        var active = signature.GetProperty("parameters")[help.GetProperty("activeParameter").GetInt32()].GetProperty("label");
        Assert.StartsWith("lr", signature.GetProperty("label").GetString()![active[0].GetInt32()..active[1].GetInt32()], StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await connection.ResultAsync("textDocument/signatureHelp", TestDocuments.At(1, 1))).ValueKind);
    }

    [Fact]
    public async Task ShowsShapesWhereTheyAreAskedFor()
    {
        await using var connection = await OpenedAsync(Script);
        var hints = await connection.ResultAsync("textDocument/inlayHint", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "range": {"start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 0} } }""");
        Assert.Contains(hints.EnumerateArray(), static h => h.GetProperty("position").GetProperty("line").GetInt32() == 2 && h.GetProperty("label").GetString()!.Contains("[2, 3]", StringComparison.Ordinal));
        Assert.All(hints.EnumerateArray(), static h => Assert.InRange(h.GetProperty("position").GetProperty("line").GetInt32(), 2, 3));
    }

    [Fact]
    public async Task LensesNameCommandsOfTheClientAndCanBeSwitchedOff()
    {
        const string Training = "moons = make_moons(20)\nmodel Net() (x: [B, 2]) -> [B, 2] = x |> dense(2)\nnet = Net()\ntrain(net, moons, loss: cross_entropy, optimizer: adam(), epochs: 1, batch: 5)\n";
        await using var connection = TestConnection.Start();
        await connection.InitializeAsync(options: """{"lenses": {"summary": false} }""");
        await connection.OpenAsync(Training);
        var lenses = (await connection.ResultAsync("textDocument/codeLens", TestDocuments.Document())).EnumerateArray().ToList();
        Assert.Contains(lenses, static l => l.GetProperty("command").GetProperty("command").GetString() == "nn.run");
        var train = lenses.First(static l => l.GetProperty("command").GetProperty("command").GetString() == "nn.train");
        Assert.Equal(3, train.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32());
        Assert.Equal("/tmp/nn-tests/net.nn", train.GetProperty("command").GetProperty("arguments")[0].GetString());
        Assert.DoesNotContain(lenses, static l => l.GetProperty("command").GetProperty("command").GetString() == "nn.summary");
    }

    [Fact]
    public async Task AFixRemovesItsMistake()
    {
        const string Broken = "model Scores(size: int) (x: [B, T, C]) -> [B, T, T] {\n  q = x |> dense(size)\n  k = x |> dense(size)\n  q @ k\n}\n";
        await using var connection = await OpenedAsync(Broken);
        var report = (await connection.ReportsAsync(1))[0];
        var actions = await connection.ResultAsync("textDocument/codeAction",
            $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "range": {{report.GetProperty("range").GetRawText()}}, "context": {"diagnostics": [{{report.GetRawText()}}], "only": ["quickfix"]} }""");
        var fix = actions[0];
        Assert.Equal("NN3001", fix.GetProperty("diagnostics")[0].GetProperty("code").GetString());
        var change = fix.GetProperty("edit").GetProperty("documentChanges")[0];
        Assert.Equal(1, change.GetProperty("textDocument").GetProperty("version").GetInt32());
        var version = 1;
        foreach (var edit in change.GetProperty("edits").EnumerateArray().Reverse())
        {
            var (start, end) = (edit.GetProperty("range").GetProperty("start"), edit.GetProperty("range").GetProperty("end"));
            await connection.EditAsync(++version, start.GetProperty("line").GetInt32(), start.GetProperty("character").GetInt32(), end.GetProperty("line").GetInt32(), end.GetProperty("character").GetInt32(), edit.GetProperty("newText").GetString()!);
        }

        Assert.Empty((await connection.ReportsAsync(version)).EnumerateArray());
        var none = await connection.ResultAsync("textDocument/codeAction",
            $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "range": {{report.GetProperty("range").GetRawText()}}, "context": {"diagnostics": [], "only": ["source"]} }""");
        Assert.Empty(none.EnumerateArray());
    }

    private static async Task<TestConnection> OpenedAsync(string text)
    {
        var connection = await TestConnection.InitializedAsync(Rich);
        await connection.OpenAsync(text);
        return connection;
    }
}
