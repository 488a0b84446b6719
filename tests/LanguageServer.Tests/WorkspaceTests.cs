using System.Text.Json;
using System.Text.Json.Nodes;
using Dsl.LanguageServer.Workspaces;

namespace Dsl.LanguageServer.Tests;

/// <summary>Several files and folders, data that changes, settings, and reports on request.</summary>
public sealed class WorkspaceTests : IDisposable
{
    private const string WatchingClient = """{"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true}, "inlayHint": {"refreshSupport": true}, "semanticTokens": {"refreshSupport": true} } }""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nn-workspace-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task ADataFileThatChangesChangesTheReports()
    {
        Write("flowers.csv", "a,b,kind\n1,2,x\n3,4,y\n");
        await using var connection = await TestConnection.InitializedAsync(WatchingClient, folder.FullName);
        await connection.OpenAsync("flowers = csv(\"flowers.csv\", target: \"kind\")\nmodel Net() (x: [B, 2]) -> [B, 2] = x |> dense(2)\nnet = Net()\nprint(net(flowers.x))\n", Uri("net.nn"));
        Assert.Empty((await connection.ReportsAsync(1, Uri("net.nn"))).EnumerateArray());
        var registered = await connection.WaitAsync("client/registerCapability", static p => p.GetRawText().Contains("flowers.csv", StringComparison.Ordinal));
        Assert.Contains("workspace/didChangeWatchedFiles", registered.GetRawText(), StringComparison.Ordinal);

        Write("flowers.csv", "a,b,c,kind\n1,2,5,x\n3,4,5,y\n");
        await connection.NotifyAsync("workspace/didChangeWatchedFiles", $$"""{"changes": [{"uri": "{{Uri("flowers.csv")}}", "type": 2}]}""");
        var reports = await connection.WaitAsync("textDocument/publishDiagnostics", static p => p.GetProperty("diagnostics").GetArrayLength() > 0);
        Assert.Equal(1, reports.GetProperty("version").GetInt32());
        await connection.WaitAsync("workspace/inlayHint/refresh");
        await connection.WaitAsync("workspace/semanticTokens/refresh");
    }

    [Fact]
    public async Task AnEditElsewhereDoesNotLoseSightOfAFile()
    {
        Write("flowers.csv", "a,b,kind\n1,2,x\n3,4,y\n");
        await using var connection = await TestConnection.InitializedAsync(WatchingClient, folder.FullName);
        await connection.OpenAsync("flowers = csv(\"flowers.csv\", target: \"kind\")\nmodel Net() (x: [B, 2]) -> [B, 2] = x |> dense(2)\nnet = Net()\nprint(net(flowers.x))\nz = 1\n", Uri("net.nn"));
        Assert.Empty((await connection.ReportsAsync(1, Uri("net.nn"))).EnumerateArray());
        for (var version = 2; version < 6; version++)
        {
            await connection.EditAsync(version, 4, 4, 4, 5, version.ToString(), Uri("net.nn"));
            Assert.Empty((await connection.ReportsAsync(version, Uri("net.nn"))).EnumerateArray());
        }

        Write("flowers.csv", "a,b,c,kind\n1,2,5,x\n3,4,5,y\n");
        await connection.NotifyAsync("workspace/didChangeWatchedFiles", $$"""{"changes": [{"uri": "{{Uri("flowers.csv")}}", "type": 2}]}""");
        await connection.WaitAsync("textDocument/publishDiagnostics", static p => p.GetProperty("diagnostics").GetArrayLength() > 0);
        var hover = await connection.ResultAsync("textDocument/hover", TestDocuments.At(3, 18, Uri("net.nn")));
        Assert.Contains(", 3]", hover.GetProperty("contents").GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatComesToBeIsFound()
    {
        await using var connection = await TestConnection.InitializedAsync(WatchingClient, folder.FullName);
        await connection.OpenAsync("flowers = csv(\"flowers.csv\", target: \"kind\")\n", Uri("net.nn"));
        Assert.NotEmpty((await connection.ReportsAsync(1, Uri("net.nn"))).EnumerateArray());
        Write("flowers.csv", "a,b,kind\n1,2,x\n3,4,y\n");
        await connection.NotifyAsync("workspace/didChangeWatchedFiles", $$"""{"changes": [{"uri": "{{Uri("flowers.csv")}}", "type": 1}]}""");
        await connection.WaitAsync("textDocument/publishDiagnostics", static p => p.GetProperty("diagnostics").GetArrayLength() == 0);
    }

    [Fact]
    public async Task WithoutAClientThatWatchesTheServerLooksItself()
    {
        Write("flowers.csv", "a,b,kind\n1,2,x\n3,4,y\n");
        await using var connection = await TestConnection.InitializedAsync(folder: folder.FullName);
        await connection.OpenAsync("flowers = csv(\"flowers.csv\", target: \"kind\")\n", Uri("net.nn"));
        Assert.Empty((await connection.ReportsAsync(1, Uri("net.nn"))).EnumerateArray());
        Write("flowers.csv", "a,b,sort\n1,2,x\n3,4,y\n");
        await connection.WaitAsync("textDocument/publishDiagnostics", static p => p.GetProperty("diagnostics").GetArrayLength() > 0);
    }

    [Fact]
    public async Task OpenDocumentsHideFilesAndChangeWhatImportsThem()
    {
        Write("part.nn", "fn twice(x) = x + x\n");
        await using var connection = await TestConnection.InitializedAsync(folder: folder.FullName);
        await connection.OpenAsync("import \"part.nn\" as part\nprint(part.twice(2))\n", Uri("main.nn"));
        Assert.Empty((await connection.ReportsAsync(1, Uri("main.nn"))).EnumerateArray());

        // Not on the disk: only in the editor.
        await connection.OpenAsync("fn thrice(x) = x + x + x\n", Uri("part.nn"), version: 7);
        var report = await connection.WaitAsync("textDocument/publishDiagnostics", p => p.GetProperty("uri").GetString() == Uri("main.nn") && p.GetProperty("diagnostics").GetArrayLength() > 0);
        Assert.Equal(1, report.GetProperty("diagnostics")[0].GetProperty("range").GetProperty("start").GetProperty("line").GetInt32());
        var before = connection.Received("textDocument/publishDiagnostics").Count;
        await connection.CloseAsync(Uri("part.nn"));
        while (!connection.Received("textDocument/publishDiagnostics").Skip(before).Any(p => p.GetProperty("uri").GetString() == Uri("main.nn") && p.GetProperty("diagnostics").GetArrayLength() == 0))
            await connection.WaitAsync("textDocument/publishDiagnostics", p => connection.Received("textDocument/publishDiagnostics").Count > before);
    }

    [Fact]
    public async Task AMistakeInAnImportedFileIsToldAtTheImport()
    {
        Write("part.nn", "fn twice(x) = (x +\n");
        await using var connection = await TestConnection.InitializedAsync("""{"textDocument": {"publishDiagnostics": {"relatedInformation": true} } }""", folder.FullName);
        await connection.OpenAsync("x = 1\nimport \"part.nn\" as part\n", Uri("main.nn"));
        var report = (await connection.ReportsAsync(1, Uri("main.nn")))[0];
        Assert.Equal(1, report.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32());
        Assert.Equal(Uri("part.nn"), report.GetProperty("relatedInformation")[0].GetProperty("location").GetProperty("uri").GetString());
    }

    [Fact]
    public async Task ShapesThatTakePartAreToldWhereTheyAre()
    {
        const string Script = "model Scores(size: int) (x: [B, T, C]) -> [B, T, T] {\n  q = x |> dense(size)\n  k = x |> dense(size)\n  q @ k\n}\n";
        await using var rich = await TestConnection.InitializedAsync("""{"textDocument": {"publishDiagnostics": {"relatedInformation": true} } }""");
        await rich.OpenAsync(Script);
        var report = (await rich.ReportsAsync(1))[0];
        Assert.Equal(3, report.GetProperty("range").GetProperty("start").GetProperty("line").GetInt32());
        Assert.True(report.GetProperty("relatedInformation").GetArrayLength() >= 2);
        Assert.Equal("nn-errors:/NN3001.md", report.GetProperty("codeDescription").GetProperty("href").GetString());
        Assert.NotEmpty(report.GetProperty("data").GetProperty("fixes").EnumerateArray());

        await using var plain = await TestConnection.InitializedAsync();
        await plain.OpenAsync(Script);
        var message = (await plain.ReportsAsync(1))[0].GetProperty("message").GetString()!;
        Assert.Contains("[B, T, size]", message, StringComparison.Ordinal);
        Assert.Contains("help: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportsCanWaitForTheFileToBeSaved()
    {
        await using var connection = TestConnection.Start();
        await connection.InitializeAsync(options: """{"diagnostics": {"run": "onSave"} }""");
        await connection.OpenAsync("x = 1\n");
        await connection.ReportsAsync(1);
        await connection.EditAsync(2, 0, 5, 0, 5, " + zzz");
        await connection.OpenAsync("y = 1\n", "file:///tmp/nn-tests/other.nn");
        await connection.ReportsAsync(1, "file:///tmp/nn-tests/other.nn");
        Assert.DoesNotContain(connection.Received("textDocument/publishDiagnostics"), static p => p.GetProperty("version").GetInt32() == 2);
        await connection.NotifyAsync("textDocument/didSave", TestDocuments.Document());
        Assert.NotEmpty((await connection.ReportsAsync(2)).EnumerateArray());
    }

    [Fact]
    public async Task SettingsAreAskedForAndTaken()
    {
        await using var connection = TestConnection.Start();
        var mode = "off";
        connection.Answers["workspace/configuration"] = _ => new JsonArray(new JsonObject { ["inlayHints"] = new JsonObject { ["mode"] = mode }, ["lenses"] = new JsonObject { ["run"] = false } });
        await connection.InitializeAsync("""{"workspace": {"configuration": true, "inlayHint": {"refreshSupport": true}, "didChangeConfiguration": {"dynamicRegistration": true} } }""");
        await connection.WaitAsync("workspace/inlayHint/refresh");
        Assert.Equal(Hosting.HintSetting.Off, connection.State.Workspace.Current.Settings.Hints);
        Assert.False(connection.State.Workspace.Current.Settings.RunLens);
        Assert.True(connection.State.Workspace.Current.Settings.TrainLens);
        mode = "changed";
        await connection.NotifyAsync("workspace/didChangeConfiguration", """{"settings": null}""");
        while (connection.State.Workspace.Current.Settings.Hints != Hosting.HintSetting.Changed)
            await Task.Delay(5);
    }

    [Fact]
    public async Task ReportsOnADocumentCanBeAskedFor()
    {
        await using var connection = TestConnection.Start();
        var answer = await connection.InitializeAsync("""{"textDocument": {"diagnostic": {} } }""");
        Assert.True(answer.GetProperty("result").GetProperty("capabilities").GetProperty("diagnosticProvider").GetProperty("workspaceDiagnostics").GetBoolean());
        await connection.OpenAsync("x = zzz\n");
        var full = await connection.ResultAsync("textDocument/diagnostic", TestDocuments.Document());
        Assert.Equal("full", full.GetProperty("kind").GetString());
        Assert.Single(full.GetProperty("items").EnumerateArray());
        var id = full.GetProperty("resultId").GetString();
        var again = await connection.ResultAsync("textDocument/diagnostic", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "previousResultId": "{{id}}"}""");
        Assert.Equal("unchanged", again.GetProperty("kind").GetString());
        await connection.EditAsync(2, 0, 4, 0, 7, "1");
        var mended = await connection.ResultAsync("textDocument/diagnostic", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}"}, "previousResultId": "{{id}}"}""");
        Assert.Empty(mended.GetProperty("items").EnumerateArray());
        Assert.Empty(connection.Received("textDocument/publishDiagnostics"));
    }

    [Fact]
    public async Task ReportsOnTheWorkspaceWaitForWhatIsNew()
    {
        Write("closed.nn", "x = zzz\n");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "node_modules"));
        Write("node_modules/foreign.nn", "x = zzz\n");
        await using var connection = await TestConnection.InitializedAsync("""{"textDocument": {"diagnostic": {} } }""", folder.FullName);
        await connection.OpenAsync("y = 1\n", Uri("open.nn"));
        var first = await connection.ResultAsync("workspace/diagnostic", """{"previousResultIds": []}""");
        Assert.Equal([Uri("closed.nn"), Uri("open.nn")], first.GetProperty("items").EnumerateArray().Select(static i => i.GetProperty("uri").GetString()!).Order());
        var known = string.Join(", ", first.GetProperty("items").EnumerateArray().Select(static i => $$"""{"uri": {{i.GetProperty("uri").GetRawText()}}, "value": {{i.GetProperty("resultId").GetRawText()}} }"""));
        var (_, second) = await connection.BeginAsync("workspace/diagnostic", $$"""{"previousResultIds": [{{known}}]}""");
        await LifecycleTests.AssertAliveAsync(connection);
        Assert.False(second.IsCompleted);
        await connection.EditAsync(2, 0, 4, 0, 5, "zzz", Uri("open.nn"));
        var items = (await second.WaitAsync(TimeSpan.FromSeconds(60))).GetProperty("result").GetProperty("items").EnumerateArray().ToDictionary(static i => i.GetProperty("uri").GetString()!);
        Assert.Equal("unchanged", items[Uri("closed.nn")].GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.Null, items[Uri("closed.nn")].GetProperty("version").ValueKind);
        Assert.Single(items[Uri("open.nn")].GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task FoldersComeAndGo()
    {
        await using var connection = await TestConnection.InitializedAsync(folder: folder.FullName);
        await connection.NotifyAsync("workspace/didChangeWorkspaceFolders", """{"event": {"added": [{"uri": "file:///tmp/other%20one", "name": "o"}], "removed": []} }""");
        await LifecycleTests.AssertAliveAsync(connection);
        Assert.Equal(new[] { folder.FullName, "/tmp/other one" }, connection.State.Workspace.Current.Folders.ToArray());
        await connection.NotifyAsync("workspace/didChangeWorkspaceFolders", $$"""{"event": {"added": [], "removed": [{"uri": "{{Uri("")}}", "name": "f"}]} }""");
        await LifecycleTests.AssertAliveAsync(connection);
        Assert.Equal("/tmp/other one", Assert.Single(connection.State.Workspace.Current.Folders));
    }

    [Fact]
    public async Task ANameIsChangedInAllScriptsOfALargeFolder()
    {
        const int Scripts = ClosedScripts.MostScripts + 200;
        Write("a.nn", "fn twice(x) = x + x\n");
        for (var i = 0; i < Scripts; i++)
            Write($"b{i:0000}.nn", i % 100 == 99 ? "import \"a.nn\"\nprint(twice(2))\n" : "twice = 1\n");
        await using var connection = await TestConnection.InitializedAsync(folder: folder.FullName);
        await connection.OpenAsync("fn twice(x) = x + x\n", Uri("a.nn"));
        var places = await connection.ResultAsync("textDocument/references", TestDocuments.At(0, 4, Uri("a.nn"))[..^1] + ", \"context\": {\"includeDeclaration\": false} }");
        Assert.Equal(Scripts / 100, places.GetArrayLength());
        var edits = await connection.ResultAsync("textDocument/rename", TestDocuments.At(0, 4, Uri("a.nn"))[..^1] + ", \"newName\": \"double\"}");
        Assert.Equal(1 + (Scripts / 100), edits.GetProperty("changes").EnumerateObject().Count());
    }

    [Fact]
    public async Task WhatNobodyAskedForNeedNotBeAskedForAgain()
    {
        await using var connection = await TestConnection.InitializedAsync("""{"workspace": {"inlayHint": {"refreshSupport": true}, "diagnostics": {"refreshSupport": true} }, "textDocument": {"diagnostic": {} } }""", folder.FullName);
        await connection.OpenAsync("x = 1\n", Uri("hidden.nn"));
        await connection.OpenAsync("y = 1\n", Uri("seen.nn"));
        for (var version = 2; version < 6; version++)
        {
            await connection.ResultAsync("textDocument/diagnostic", TestDocuments.Document(Uri("seen.nn")));
            await connection.EditAsync(version, 0, 0, 0, 0, "y", Uri("seen.nn"));
        }

        await connection.ResultAsync("textDocument/diagnostic", TestDocuments.Document(Uri("seen.nn")));
        await connection.ResultAsync("textDocument/diagnostic", TestDocuments.Document(Uri("seen.nn")));
        Assert.Empty(connection.Received("workspace/inlayHint/refresh"));
        Assert.Empty(connection.Received("workspace/diagnostic/refresh"));
    }

    private string Uri(string name) => new Uri(name.Length == 0 ? folder.FullName : Path.Combine(folder.FullName, name)).AbsoluteUri;

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(folder.FullName, name), content);
}
