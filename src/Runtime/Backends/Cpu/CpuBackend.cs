using System.Diagnostics;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>Compiles fused kernels to machine code at run time.</summary>
public sealed class CpuBackend : IBackend
{
    public string Name => "cpu";

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var schedule = Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.Optimizing);
        return new CpuProgram(schedule, started);
    }
}
