namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Whether the run in progress is to stop, shared by a program's machine and the recurrences within it.</summary>
internal sealed class RunCancellation
{
    /// <summary>Heeded by kernels of many turns; none while variables are being written, since half a step is worse than none.</summary>
    public CancellationToken Token { get; set; }
}
