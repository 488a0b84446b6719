namespace Dsl.Runtime.Backends.Cpu;

/// <summary>How the CPU backend uses the machine; results are the same for every number of threads.</summary>
/// <param name="Threads">Threads that compute, the caller's among them; 0 for as many as the process may use at once.</param>
/// <param name="MemoryLimit">The most bytes that the intermediate values of a program may take; null for what the machine has left.</param>
public sealed record CpuOptions(int Threads = 0, long? MemoryLimit = null)
{
    private const int MaximumThreads = 256;

    /// <summary>As many threads as the process may use at once.</summary>
    public static CpuOptions Default { get; } = new();

    /// <summary>Whether what is small and runs once is evaluated operation by operation, which takes less time than to compile it; see <see cref="CpuBackend.Evaluates"/>.</summary>
    public bool EvaluatesSmall { get; init; }

    /// <summary>Whether machine code of a kernel is made when it is first called, and not as part of its program's compilation.</summary>
    internal bool CompilesWhenCalled { get; init; }

    /// <summary>The number of threads that this stands for.</summary>
    internal int ThreadCount => Math.Clamp(Threads > 0 ? Threads : Environment.ProcessorCount, 1, MaximumThreads);
}
