using System.Diagnostics;
using Dsl.Runtime.Tests.Backends.Devices;
using Dsl.Runtime.Tests.Suite;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The script for machines with a graphics processor, as far as it goes without one.</summary>
public sealed class GpuScriptTests
{
    [FactOnLinux]
    public void Without_a_cuda_device_it_says_so()
    {
        var (code, output) = Run("--device", "cuda", "--size", "tiny");
        if (code == 3)
            Assert.Contains("there is no CUDA device here, so nothing was checked or measured", output, StringComparison.Ordinal);
        else
            Assert.Contains("checks passed", output, StringComparison.Ordinal);
    }

    [FactRequiringOpenCl]
    public void A_device_is_checked_and_measured()
    {
        var (code, output) = Run("--device", "opencl", "--size", "tiny", "--checks", "add", "--rows", "gelu");
        Assert.True(code == 0, output);
        Assert.Contains("1 checks passed", output, StringComparison.Ordinal);
        Assert.Contains("| `gelu_f32` | GB/s |", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("nn-gpu-");
        try
        {
            var program = Path.Combine(AppContext.BaseDirectory, "Dsl.DeviceChecks");
            var script = Path.Combine(RepositoryPaths.Root, "tests", "gpu", "run.sh");
            var start = new ProcessStartInfo("bash", [script, "--program", program, "--out", folder.FullName, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
                start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
