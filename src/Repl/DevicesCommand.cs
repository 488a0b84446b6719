using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary><c>nn devices</c>: what scripts can be computed on, by the names that <c>--device</c> takes; and what is missing for more, with where to get it.</summary>
internal static class DevicesCommand
{
    public static int Run(Terminal terminal)
    {
        var machine = MachineDescription.Here();
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"cpu  {machine.Name}: {machine.Cores} cores, vectors of {machine.VectorBits} bits, {Gibibytes(machine.MemoryBytes)} of memory"));
        var cuda = CudaSupport.Find();
        List(terminal.Output, "cuda", cuda.Devices, cuda.Obstacle);
        foreach (var library in cuda.Libraries)
            terminal.Output.WriteLine($"     {Describe(library)}");
        List(terminal.Output, "opencl", OpenClBackend.Devices(), OpenClBackend.Obstacle());
        return ExitCode.Success;
    }

    private static void List(TextWriter output, string kind, ImmutableArray<DeviceDescription> devices, string obstacle)
    {
        if (devices.IsEmpty)
            output.WriteLine($"{kind}  none: {VisibleText.Of(obstacle)}");
        for (var i = 0; i < devices.Length; i++)
        {
            var device = devices[i];
            var name = i == 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}:{i}");
            var kept = device.IsProcessor ? "; the processor itself, which cpu uses better" : string.Empty;
            output.WriteLine($"{name}  {VisibleText.Of(device.Name)}: {Gibibytes(device.MemoryBytes)} of memory; {VisibleText.Of(device.Driver)}{kept}");
        }
    }

    private static string Describe(CudaComponent library) => library.Path is { } path
        ? $"{library.Name} {library.Version} at {VisibleText.Of(path)} ({library.Purpose})"
        : $"{library.Name} is missing ({library.Purpose}): {library.Remedy}";

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}
