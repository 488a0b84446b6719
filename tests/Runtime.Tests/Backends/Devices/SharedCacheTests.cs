using System.Diagnostics;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Several processes keep their kernels in the same folder at the same time.</summary>
public sealed class SharedCacheTests
{
    private const int Processes = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [FactRequiringOpenCl]
    public void Processes_that_build_the_same_kernels_at_once_all_succeed_and_later_ones_load_them()
    {
        var folder = Directory.CreateTempSubdirectory("nn-cache-").FullName;
        try
        {
            var running = Enumerable.Range(0, Processes).Select(_ => Start(folder)).ToList();
            foreach (var process in running)
                AssertSucceeds(process);
            var files = Directory.GetFiles(folder);
            Assert.NotEmpty(files);
            Assert.All(files, static path => Assert.EndsWith(ModuleCache.Ending, path, StringComparison.Ordinal));

            // With a damaged file among them: it is built again, the others are loaded.
            File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..^3]);
            AssertSucceeds(Start(folder));
            Assert.Equal(files.Order(), Directory.GetFiles(folder).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dsl.DeviceChecks.dll"), "--device", "opencl", "--suite", "graphs", "--only", "f32 1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ModuleCacheFolder.Variable] = folder;
        return Process.Start(start)!;
    }

    private static void AssertSucceeds(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
                process.Kill(entireProcessTree: true);
            Assert.True(process.ExitCode == 0, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
        }
    }
}
