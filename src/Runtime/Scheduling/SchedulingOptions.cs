using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>What a schedule may do besides one kernel an operation.</summary>
/// <param name="Fuse">Whether producers are computed inside the kernels that use them.</param>
/// <param name="FindContractions">Whether sums of products become contraction kernels.</param>
/// <param name="Launch">Whether kernels are joined into launches over common positions.</param>
public sealed record SchedulingOptions(bool Fuse, bool FindContractions, bool Launch)
{
    /// <summary>One kernel an operation: for the interpreter that judges the others.</summary>
    public static SchedulingOptions OneKernelPerOperation { get; } = new(Fuse: false, FindContractions: false, Launch: false);

    /// <summary>Fused kernels, contractions, launches.</summary>
    public static SchedulingOptions Optimizing { get; } = new(Fuse: true, FindContractions: true, Launch: true);

    /// <summary>Whether contractions are for a device, which takes operands as they lie, rather than for the processor's vectors.</summary>
    public bool HasDeviceProducts { get; init; }

    /// <summary>Whether long sums for few results are cut into parts, to fill a device.</summary>
    public bool CutsSums { get; init; } = true;

    /// <summary>Whether a product may be computed by a library that takes products alone, so that nothing should be joined with it; null where none is.</summary>
    public Func<ContractionKernel, bool>? MayUseLibrary { get; init; }

    /// <summary>The device that launches are for; null for the threads of a processor.</summary>
    public DeviceTarget? Device { get; init; }

    /// <summary>Fused kernels, contractions, and launches in which a group of items computes a chunk of positions.</summary>
    /// <param name="sharedBytes">The memory that a group has for itself.</param>
    /// <param name="mostOperands">The most buffers that a launch may be given.</param>
    public static SchedulingOptions ForDevice(int sharedBytes, int mostOperands = DeviceTarget.FewestOperands) =>
        ForDevice(new DeviceTarget(sharedBytes, mostOperands));

    /// <summary>Fused kernels, contractions, and launches in which a group of items computes a chunk of positions.</summary>
    /// <param name="target">What launches may take.</param>
    public static SchedulingOptions ForDevice(DeviceTarget target) => Optimizing with { HasDeviceProducts = true, Device = target };
}
