using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>What pays for those who run launches: which kernels to join, and how finely to cut what was joined.</summary>
internal abstract class LaunchPolicy
{
    /// <summary>The policy for a device, or for the threads of a processor.</summary>
    /// <param name="device">What launches may take of a device; null for a processor.</param>
    public static LaunchPolicy For(DeviceTarget? device) => device is null ? new ProcessorPolicy() : new DevicePolicy(device, ImmutableDictionary<Node, long>.Empty);

    /// <summary>How a kernel moves through its buffers.</summary>
    public virtual KernelAccess AccessOf(Kernel kernel) => KernelAccess.Of(kernel);

    /// <summary>The positions that remain when the kernel joins the group; null when it should not.</summary>
    public abstract ImmutableArray<long>? Join(LaunchGroup group, KernelAccess access);

    /// <summary>Whether two neighbouring groups are better run one after another in one piece.</summary>
    public abstract bool IsBetterInOnePiece(LaunchGroup before, LaunchGroup group);

    /// <summary>Whether the first of two neighbouring groups, which the second one reads from, may become that one's beginning.</summary>
    public virtual bool MayLead(LaunchGroup before, LaunchGroup group) => false;

    /// <summary>Whether a group that depends on none of these may run beside them.</summary>
    public abstract bool MayRunBeside(List<LaunchGroup> launch, LaunchGroup group);

    /// <summary>Whether a group runs beside others of its kind even where they come some launches earlier.</summary>
    public abstract bool IsStreaming(LaunchGroup group);

    /// <summary>Whether what comes after a fault in the same piece does not run any more.</summary>
    public abstract bool StopsAtFaults { get; }

    /// <summary>Whether a member is computed where its only reader is, if that repeats nothing.</summary>
    public virtual bool InlinesMembers => false;

    /// <summary>Whether members that walk the same elements run in one loop.</summary>
    public virtual bool JoinsMembers => false;

    /// <summary>Whether members tell the processor about their memory.</summary>
    public virtual bool MarksMemory => false;

    /// <summary>Whether a group of one kernel is a launch of its own kind.</summary>
    public abstract bool StandsAlone(Kernel kernel);

    /// <summary>How the group's positions are cut, and which of its own buffers lie in the memory of whoever runs a chunk.</summary>
    /// <param name="group">What is to be cut.</param>
    /// <param name="own">Buffers that nothing outside the group uses.</param>
    public abstract LaunchCut Cut(LaunchGroup group, IReadOnlySet<TensorBuffer> own);
}
