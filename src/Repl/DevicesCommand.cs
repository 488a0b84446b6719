using System.Globalization;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary><c>nn devices</c>: what scripts can be computed on.</summary>
internal static class DevicesCommand
{
    public static int Run(Terminal terminal)
    {
        var machine = MachineDescription.Here();
        var memory = machine.MemoryBytes / (double)(1L << 30);
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"cpu  {machine.Name}: {machine.Cores} cores, vectors of {machine.VectorBits} bits, {memory:0.0} GiB of memory"));
        terminal.Output.WriteLine("gpu  none: this version of nn computes on the cpu only");
        return ExitCode.Success;
    }
}
