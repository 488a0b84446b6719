using System.Diagnostics;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Compiles fused kernels to machine code at run time.</summary>
public sealed class CpuBackend : IBackend
{
    public string Name => "cpu";

    /// <summary>Sees every launch, when a profile is wanted; null otherwise.</summary>
    public ILaunchObserver? Observer { get; init; }

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var schedule = Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.Optimizing);
        return new CpuProgram(schedule, started, Observer);
    }
}
