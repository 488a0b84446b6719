using System.Diagnostics;
using Dsl.DeviceChecks.Running;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>
/// The checks of a suite on a device, done once in a process of their own: a kernel that leaves its memory ends that process and not the tests. What became of each check is
/// asked for by its name.
/// </summary>
public abstract class DeviceCheckRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Lazy<Dictionary<string, string?>> complaints;

    /// <param name="suite">The suite.</param>
    /// <param name="arguments">What else the program is told.</param>
    private protected DeviceCheckRun(string suite, params string[] arguments)
    {
        Suite = suite;
        complaints = new(() => Run(["--suite", suite, .. arguments]));
    }

    public string Suite { get; }

    /// <summary>Variables of the environment in which the checks run.</summary>
    protected virtual IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Fails with what is wrong with a check.</summary>
    public void Verify(string name)
    {
        if (complaints.Value.GetValueOrDefault(name, "the process ended before this check") is { } complaint)
            Assert.Fail(complaint);
    }

    private Dictionary<string, string?> Run(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dsl.DeviceChecks.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
            process.Kill(entireProcessTree: true);
        var results = new Dictionary<string, string?>();
        foreach (var line in output.GetAwaiter().GetResult().Split('\n'))
        {
            if (CheckLine.Parse(line.TrimEnd('\r')) is not var (kind, _, name, text))
                continue;
            results[name] = kind switch
            {
                CheckLine.Good => null,
                CheckLine.Bad => text,
                _ => "the process ended during this check",
            };
        }

        // What the process said last is the reason of the check that it did not finish.
        process.WaitForExit();
        var last = errors.GetAwaiter().GetResult().Trim();
        foreach (var name in results.Where(static result => result.Value?.StartsWith("the process ended", StringComparison.Ordinal) == true).Select(static result => result.Key).ToArray())
            results[name] += $" with {process.ExitCode}: {last}";
        return results;
    }
}
