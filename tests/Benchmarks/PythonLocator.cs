using System.Diagnostics;

namespace Dsl.Benchmarks;

/// <summary>Finds an interpreter that has NumPy: the first on the path may not be the one that the distribution's packages belong to.</summary>
internal static class PythonLocator
{
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "python.exe" : "python3";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(static path => File.Exists(path) && HasLibraries(path));
    }

    private static bool HasLibraries(string python)
    {
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import numpy"]) { RedirectStandardError = true });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
