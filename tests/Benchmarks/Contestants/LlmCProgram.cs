using System.Diagnostics;

namespace Dsl.Benchmarks.Contestants;

/// <summary>
/// llm.c's training of a GPT (github.com/karpathy/llm.c) as a worker: its <c>train_gpt2.c</c>, which lies where the user says, compiled together with
/// <c>Peers/llmc_peer.c</c> by the options of its own Makefile, for the processor that this is.
/// </summary>
internal static class LlmCProgram
{
    private const int CompilerPatience = 60_000;

    /// <summary>The compiled program.</summary>
    /// <param name="sources">The folder of <c>train_gpt2.c</c>.</param>
    /// <param name="peers">The folder of <c>llmc_peer.c</c>.</param>
    /// <param name="reason">Why there is none, when the result is null.</param>
    public static string? Build(string sources, string peers, out string reason)
    {
        reason = string.Empty;
        var program = Path.Combine(peers, "llmc_peer");
        try
        {
            string[] arguments = ["-Ofast", "-march=native", "-fopenmp", "-DOMP", "-w", "-I", Path.GetFullPath(sources), Path.Combine(peers, "llmc_peer.c"), "-lm", "-o", program];
            using var compiler = Process.Start(new ProcessStartInfo("cc", arguments) { RedirectStandardError = true })!;
            var errors = compiler.StandardError.ReadToEnd();
            if (compiler.WaitForExit(CompilerPatience) && compiler.ExitCode == 0)
                return program;
            reason = "cc: " + (errors.Split('\n').FirstOrDefault(static line => line.Contains("error", StringComparison.Ordinal)) ?? errors).Trim();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            reason = "cc: " + exception.Message;
        }

        return null;
    }
}
