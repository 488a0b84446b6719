using System.Diagnostics;
using System.Text;

namespace Dsl.LanguageServer.Tests;

/// <summary>The real program over its real streams.</summary>
public class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task ChecksADocumentAndEndsAsItShould()
    {
        await using var server = ServerProcess.Start("--stdio");
        await server.Connection.InitializeAsync();
        await server.Connection.OpenAsync("print(\"🙂\" + zzz)\n");
        var report = Assert.Single((await server.Connection.ReportsAsync(1)).EnumerateArray());
        Assert.Equal(13, report.GetProperty("range").GetProperty("start").GetProperty("character").GetInt32());
        await server.Connection.ResultAsync("shutdown", "null");
        await server.Connection.NotifyAsync("exit", "null");
        Assert.Equal(0, await server.Connection.Ended.WaitAsync(Patience));
        Assert.Equal("", await server.ErrorAsync());
    }

    [Fact]
    public async Task EndsWithItsInput()
    {
        await using var server = ServerProcess.Start();
        await server.Connection.InitializeAsync();
        server.Connection.CloseInput();
        Assert.Equal(1, await server.Connection.Ended.WaitAsync(Patience));
    }

    [Fact]
    public async Task EndsWithItsParent()
    {
        using var parent = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        await using var server = ServerProcess.Start();
        await server.Connection.RequestAsync("initialize", $$"""{"processId": {{parent.Id}}, "rootUri": null, "capabilities": {} }""");
        await server.Connection.NotifyAsync("initialized", "{}");
        parent.Kill();
        await parent.WaitForExitAsync();
        Assert.Equal(1, await server.Connection.Ended.WaitAsync(Patience));
        Assert.Contains("is gone", await server.ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndsWithTheParentThatItsCommandLineNames()
    {
        using var parent = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        await using var server = ServerProcess.Start($"--clientProcessId={parent.Id}");
        await server.Connection.InitializeAsync();
        parent.Kill();
        await parent.WaitForExitAsync();
        Assert.Equal(1, await server.Connection.Ended.WaitAsync(Patience));
    }

    [Fact]
    public async Task EndsAtGarbageAndSaysWhy()
    {
        await using var server = ServerProcess.Start();
        await server.Connection.SendBytesAsync(Encoding.UTF8.GetBytes("GET / HTTP/1.1\r\n\r\n"));
        Assert.Equal(1, await server.Connection.Ended.WaitAsync(Patience));
        Assert.Contains("is no message", await server.ErrorAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellsItsVersionAndItsUsage()
    {
        var version = await ServerProcess.RunAsync("--version");
        Assert.Equal(0, version.Code);
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", version.Output);
        var usage = await ServerProcess.RunAsync("--nonsense");
        Assert.Equal(2, usage.Code);
        Assert.Contains("--clientProcessId", usage.Error, StringComparison.Ordinal);
        Assert.Equal("", usage.Output);
    }
}
