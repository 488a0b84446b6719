using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Sees every launch of a program's kernels, on the thread that runs it; for profiles.</summary>
public interface ILaunchObserver
{
    /// <summary>A kernel has run.</summary>
    /// <param name="program">The schedule it belongs to; the body's own for a kernel of a recurrence's body.</param>
    /// <param name="kernel">Its position in that schedule.</param>
    /// <param name="ticks">How long it took, in ticks of the stopwatch.</param>
    void Launched(KernelProgram program, int kernel, long ticks);
}
