using System.Diagnostics;
using System.Text;

namespace Dsl.Repl.Tests;

/// <summary>Runs the real program as a process of its own, its streams redirected.</summary>
internal static class NnProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The program beside the tests.</summary>
    public static string ProgramPath { get; } = Path.Combine(AppContext.BaseDirectory, "nn.dll");

    /// <summary>Runs it to its end.</summary>
    public static NnResult Run(params string[] arguments) => RunWithInput(null, arguments);

    /// <summary>Runs it to its end with something on standard input.</summary>
    public static NnResult RunWithInput(byte[]? input, params string[] arguments)
    {
        using var process = Start(arguments);
        if (input is not null)
            process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        return Finish(process, process.StandardOutput.ReadToEndAsync());
    }

    /// <summary>Starts it.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(ProgramPath);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end.</summary>
    public static NnResult Finish(Process process, Task<string> output)
    {
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new TimeoutException($"nn did not end within {Patience}");
        }

        return new NnResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}

/// <summary>What a run of the program left.</summary>
internal sealed record NnResult(int ExitCode, string Output, string Error);
