using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Tests.Scheduling;

/// <summary>Computes on another backend and keeps the schedules that a device would have.</summary>
internal sealed class ScheduleRecorder(IBackend inner, SchedulingOptions options) : IBackend
{
    public string Name => inner.Name;

    public List<KernelProgram> Programs { get; } = [];

    public ICompiledProgram Compile(CompileRequest request)
    {
        Programs.Add(Scheduler.Build(PassPipeline.Run(request), options));
        return inner.Compile(request);
    }
}
