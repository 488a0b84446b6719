using Dsl.Runtime.Backends.Choice;
using Dsl.Runtime.Execution;

namespace Dsl.Repl;

/// <summary>What computes, by the names that <c>--device</c> takes.</summary>
internal static class BackendChoice
{
    /// <summary>Begins to use it; where that is not possible, says why. To be disposed if it can be.</summary>
    /// <param name="terminal">Takes the message.</param>
    /// <param name="name">Its name; null for the default.</param>
    /// <param name="threads">Threads of the processor; 0 for as many as the process may use.</param>
    public static IBackend? Open(Terminal terminal, string? name, int threads)
    {
        var backend = ComputeDevices.TryOpen(name ?? ComputeDevices.Default, threads, out var problem);
        if (backend is null)
            terminal.Error.WriteLine($"nn: {(name is null ? $"{ComputeDevices.Variable}={VisibleText.Of(ComputeDevices.Default)}" : $"--device {VisibleText.Of(name)}")}: {VisibleText.Of(problem)}");
        return backend;
    }
}
