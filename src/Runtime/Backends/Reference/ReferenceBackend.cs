using System.Diagnostics;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>Interprets one kernel an operation in double precision: slow, obvious, and the judge of the other backends.</summary>
public sealed class ReferenceBackend : IBackend
{
    public string Name => "reference";

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        var schedule = Scheduler.Build(request, SchedulingOptions.OneKernelPerOperation);
        return new ReferenceProgram(request, schedule, started, rounds: false);
    }
}
