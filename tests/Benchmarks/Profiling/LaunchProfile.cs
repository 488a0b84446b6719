using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Dsl.Runtime.Backends;
using Dsl.Runtime.Kernels;

namespace Dsl.Benchmarks.Profiling;

/// <summary>Collects how often and how long every kernel ran. First launches, which compile, are left out.</summary>
internal sealed class LaunchProfile : ILaunchObserver
{
    private const int WarmUpLaunches = 3;

    private readonly Dictionary<KernelProgram, LaunchTimes> programs = new(ReferenceComparer.Instance);
    private readonly ConcurrentDictionary<FusedMember, MemberTimes> members = new(ReferenceComparer.Instance);
    private KernelProgram? last;
    private LaunchTimes? lastTimes;

    /// <summary>The times of each program that ran.</summary>
    public IReadOnlyDictionary<KernelProgram, LaunchTimes> Programs => programs;

    /// <summary>The times of members of fused kernels, added up over all threads.</summary>
    public IReadOnlyDictionary<FusedMember, MemberTimes> Members => members;

    public void Launched(KernelProgram program, int kernel, long ticks)
    {
        if (!ReferenceEquals(program, last))
        {
            last = program;
            if (!programs.TryGetValue(program, out lastTimes))
                programs[program] = lastTimes = new LaunchTimes(program.Kernels.Length);
        }

        lastTimes!.Add(kernel, ticks, WarmUpLaunches);
    }

    public void MemberRan(KernelProgram program, int kernel, FusedMember member, long ticks) =>
        members.GetOrAdd(member, static _ => new MemberTimes()).Add(ticks);

    // Programs are records; two equal ones are still two programs, and comparing their contents at every launch would cost time.
    private sealed class ReferenceComparer : IEqualityComparer<KernelProgram>, IEqualityComparer<FusedMember>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(KernelProgram? x, KernelProgram? y) => ReferenceEquals(x, y);

        public int GetHashCode(KernelProgram program) => RuntimeHelpers.GetHashCode(program);

        public bool Equals(FusedMember? x, FusedMember? y) => ReferenceEquals(x, y);

        public int GetHashCode(FusedMember member) => RuntimeHelpers.GetHashCode(member);
    }
}
