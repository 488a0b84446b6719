namespace Dsl.LanguageServer.Tests;

/// <summary>The server's text is the client's, whatever the edits, and reports belong to the version they were made for.</summary>
public class SynchronizationTests
{
    [Fact]
    public async Task ReportsComeWithVersionsAndGoWhenTheDocumentCloses()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("x = [1.0, 2.0] @ [1.0, 2.0, 3.0]\n");
        var report = Assert.Single((await connection.ReportsAsync(1)).EnumerateArray());
        Assert.StartsWith("NN3", report.GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.Equal("nn", report.GetProperty("source").GetString());
        Assert.Equal(1, report.GetProperty("severity").GetInt32());
        await connection.EditAsync(2, 0, 30, 0, 31, "");
        await connection.EditAsync(3, 0, 28, 0, 30, "");
        Assert.Empty((await connection.ReportsAsync(3)).EnumerateArray());
        await connection.CloseAsync();
        await connection.WaitAsync("textDocument/publishDiagnostics", static p => !p.TryGetProperty("version", out _));
    }

    [Fact]
    public async Task PositionsCountCodeUnitsOfUtf16()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("# 🙂🙂 日本\nprint(\"🙂日\" + zzz)\n");
        var range = Assert.Single((await connection.ReportsAsync(1)).EnumerateArray()).GetProperty("range");
        Assert.Equal(14, range.GetProperty("start").GetProperty("character").GetInt32());
        Assert.Equal(17, range.GetProperty("end").GetProperty("character").GetInt32());
        await connection.EditAsync(2, 0, 4, 0, 6, "日");
        await connection.EditAsync(3, 1, 7, 1, 9, "x🙂");
        await connection.ReportsAsync(3);
        Assert.Equal("# 🙂日 日本\nprint(\"x🙂日\" + zzz)\n", TextOf(connection));
    }

    [Fact]
    public async Task ChangesOfOneMessageFollowOneAnother()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("a = 1\r\nb = 2\rc = 3\n");
        await connection.NotifyAsync("textDocument/didChange", $$"""
            {"textDocument": {"uri": "{{TestDocuments.Uri}}", "version": 2}, "contentChanges": [
              {{TestDocuments.Change(0, 5, 1, 0, "\n")}}, {{TestDocuments.Change(1, 5, 2, 0, "\n")}}, {{TestDocuments.Change(2, 4, 2, 5, "30")}}]}
            """);
        await connection.ReportsAsync(2);
        Assert.Equal("a = 1\nb = 2\nc = 30\n", TextOf(connection));
    }

    [Fact]
    public async Task PositionsBeyondTheTextAreAtItsEnd()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("a = 1\nb = 2");
        await connection.EditAsync(2, 0, 400, 0, 900, "0");
        await connection.EditAsync(3, 70, 1, 80, 0, "\n");
        await connection.EditAsync(4, 1, 3, 0, 5, "");
        await connection.ReportsAsync(4);
        Assert.Equal("a = 1 2\n", TextOf(connection));
    }

    [Fact]
    public async Task AChangeOfWhatIsNotOpenChangesNothing()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.EditAsync(2, 0, 0, 0, 0, "x");
        await connection.CloseAsync();
        await LifecycleTests.AssertAliveAsync(connection);
        Assert.Empty(connection.State.Workspace.Current.Documents);
    }

    [Fact]
    public async Task HalfAPairOfSurrogatesKeepsItsPlace()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.NotifyAsync("textDocument/didOpen", $$"""{"textDocument": {"uri": "{{TestDocuments.Uri}}", "languageId": "nn", "version": 1, "text": "# \ud83d\n\"\ud83d\ude42\\\"\u0041\t"} }""");
        await connection.ReportsAsync(1);
        Assert.Equal("# \uFFFD\n\"🙂\\\"A\t", TextOf(connection));
    }

    [Fact]
    public async Task ALargeDocumentIsTaken()
    {
        await using var connection = await TestConnection.InitializedAsync();
        var text = "# " + new string('日', 2_796_000) + "\nx = 1\n";
        await connection.OpenAsync(text);
        Assert.Empty((await connection.ReportsAsync(1)).EnumerateArray());
        Assert.Equal(text.Length, TextOf(connection).Length);
    }

    [Fact]
    public async Task OnlyTheNewestOfManyEditsMustBeLookedAt()
    {
        await using var connection = await TestConnection.InitializedAsync();
        await connection.OpenAsync("x = 1");
        for (var version = 2; version <= 200; version++)
            await connection.EditAsync(version, 0, 5, 0, 5, "1");
        await connection.ReportsAsync(200);
        var versions = connection.Received("textDocument/publishDiagnostics").Select(static p => p.GetProperty("version").GetInt32()).ToList();
        Assert.Equal(versions.Order(), versions);
        Assert.Equal("x = 1" + new string('1', 199), TextOf(connection));
    }

    [Fact]
    public async Task NothingIsReportedOnADocumentAfterItWasClosed()
    {
        await using var connection = await TestConnection.InitializedAsync();
        for (var i = 0; i < 60; i++)
        {
            var uri = $"file:///tmp/nn-tests/{i}.nn";
            await connection.OpenAsync("x = \n", uri);
            if (i % 3 > 0)
                await Task.Delay(i % 3);
            await connection.CloseAsync(uri);
        }

        await connection.OpenAsync("x = 1");
        await connection.ReportsAsync(1);
        var last = connection.Received("textDocument/publishDiagnostics").GroupBy(static p => p.GetProperty("uri").GetString()).Select(static reports => reports.Last()).ToList();
        Assert.Equal(61, last.Count);
        Assert.All(last, static report => Assert.Empty(report.GetProperty("diagnostics").EnumerateArray()));
    }

    internal static string TextOf(TestConnection connection, string uri = TestDocuments.Uri) => connection.State.Workspace.Current.Find(uri)!.Document.Source.Content;
}
