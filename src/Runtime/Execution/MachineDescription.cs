using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Execution;

/// <summary>The machine that the process runs on, as far as computing goes.</summary>
/// <param name="Name">What the processor calls itself.</param>
/// <param name="Cores">How many threads the process may run at once.</param>
/// <param name="VectorBits">The width of its widest vectors in bits.</param>
/// <param name="MemoryBytes">The memory that the process may use.</param>
public sealed record MachineDescription(string Name, int Cores, int VectorBits, long MemoryBytes)
{
    private const string LinuxProcessorFile = "/proc/cpuinfo";
    private const string LinuxNameField = "model name";
    private const string WindowsNameVariable = "PROCESSOR_IDENTIFIER";

    /// <summary>This machine.</summary>
    public static MachineDescription Here() => new(
        ProcessorName(), Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private static string ProcessorName()
    {
        var unnamed = $"{RuntimeInformation.ProcessArchitecture} processor";
        if (!OperatingSystem.IsLinux())
            return Environment.GetEnvironmentVariable(WindowsNameVariable) ?? unnamed;
        try
        {
            var line = File.ReadLines(LinuxProcessorFile).FirstOrDefault(static line => line.StartsWith(LinuxNameField, StringComparison.Ordinal));
            return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() is { Length: > 0 } name ? name : unnamed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where the system hides it, the architecture is what there is to say.
            return unnamed;
        }
    }
}
