using System.Diagnostics;

namespace Dsl.LanguageServer.Tests;

/// <summary>The real program as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private ServerProcess(Process process)
    {
        this.process = process;
        error = process.StandardError.ReadToEndAsync();
        Connection = TestConnection.Over(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, EndAsync(process));
    }

    /// <summary>The program beside the tests.</summary>
    public static string ProgramPath { get; } = Path.Combine(AppContext.BaseDirectory, "nn-language-server.dll");

    /// <summary>The talk with it.</summary>
    public TestConnection Connection { get; }

    /// <summary>Starts it.</summary>
    public static ServerProcess Start(params string[] arguments) => new(Process.Start(StartInfo(arguments))!);

    /// <summary>Runs it to its end with nothing to read; gives its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        return (await EndAsync(process), await output, await error);
    }

    /// <summary>What it wrote to standard error, once it has ended.</summary>
    public Task<string> ErrorAsync() => error.WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(ProgramPath);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task<int> EndAsync(Process process)
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return process.ExitCode;
    }
}
