using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends;

/// <summary>Sees every launch of a program's kernels, for profiles.</summary>
public interface ILaunchObserver
{
    /// <summary>A launch has ended; told on the thread that runs the program.</summary>
    /// <param name="program">The schedule it belongs to; the body's own for a kernel of a recurrence's body.</param>
    /// <param name="kernel">Its position in that schedule.</param>
    /// <param name="ticks">How long it took, in ticks of the stopwatch.</param>
    void Launched(KernelProgram program, int kernel, long ticks);

    /// <summary>A member of a fused kernel has run for one chunk, or one turn of it; told on any thread, several at once.</summary>
    /// <param name="program">The schedule.</param>
    /// <param name="kernel">The fused kernel's position in it.</param>
    /// <param name="member">The member.</param>
    /// <param name="ticks">How long it took, in ticks of the stopwatch.</param>
    void MemberRan(KernelProgram program, int kernel, FusedMember member, long ticks);
}
