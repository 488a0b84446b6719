namespace Dsl.Runtime.Scheduling;

/// <summary>What a schedule may do besides one kernel an operation.</summary>
/// <param name="Fuse">Whether producers are computed inside the kernels that use them.</param>
/// <param name="FindContractions">Whether sums of products become contraction kernels.</param>
public sealed record SchedulingOptions(bool Fuse, bool FindContractions)
{
    /// <summary>One kernel an operation: for the interpreter that judges the others.</summary>
    public static SchedulingOptions OneKernelPerOperation { get; } = new(Fuse: false, FindContractions: false);

    /// <summary>Fused kernels and contractions.</summary>
    public static SchedulingOptions Optimizing { get; } = new(Fuse: true, FindContractions: true);
}
