using System.Runtime.CompilerServices;
using Dsl.Runtime.Backends;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Reports;

/// <summary>Collects how often and how long each launch of each program ran. First launches, which meet cold caches, are left out where there are more.</summary>
public sealed class KernelProfile : ILaunchObserver
{
    private readonly Dictionary<KernelProgram, LaunchTimes[]> programs = new(ReferenceComparer.Instance);
    private readonly List<KernelProgram> order = [];

    /// <summary>The programs that ran, in the order of their first launches; bodies of recurrences are programs of their own.</summary>
    public IReadOnlyList<KernelProgram> Programs => order;

    /// <summary>The times of a launch.</summary>
    public LaunchTimes TimesOf(KernelProgram program, int kernel) => programs.TryGetValue(program, out var times) ? times[kernel] : default;

    public void Launched(KernelProgram program, int kernel, long ticks)
    {
        if (!programs.TryGetValue(program, out var times))
        {
            programs[program] = times = new LaunchTimes[program.Kernels.Length];
            order.Add(program);
        }

        times[kernel] = times[kernel].With(ticks);
    }

    public void MemberRan(KernelProgram program, int kernel, FusedMember member, long ticks)
    {
        // What a launch takes as a whole is what counts here: its members run on several threads at once.
    }

    // Programs are records; two equal ones are still two programs.
    private sealed class ReferenceComparer : IEqualityComparer<KernelProgram>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(KernelProgram? x, KernelProgram? y) => ReferenceEquals(x, y);

        public int GetHashCode(KernelProgram program) => RuntimeHelpers.GetHashCode(program);
    }
}
