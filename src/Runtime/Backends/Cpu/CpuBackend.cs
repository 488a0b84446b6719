using System.Diagnostics;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Backends.Cpu.Threads;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Optimization;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>
/// Compiles fused kernels to machine code at run time and runs them on a gang of threads, which all programs of the backend share, as they share kernels of the same structure.
/// </summary>
public sealed class CpuBackend : IBackend, IDisposable
{
    private readonly KernelCache cache;
    private readonly WorkerGang gang;
    private readonly long? memoryLimit;
    private readonly bool evaluatesSmall;

    /// <summary>A backend with as many threads as the process may use at once.</summary>
    public CpuBackend()
        : this(CpuOptions.Default)
    {
    }

    public CpuBackend(CpuOptions options)
    {
        cache = new KernelCache(compilesWhenCalled: options.CompilesWhenCalled);
        gang = new WorkerGang(options.ThreadCount);
        memoryLimit = options.MemoryLimit;
        evaluatesSmall = options.EvaluatesSmall;
    }

    public string Name => "cpu";

    /// <summary>Sees every launch, when a profile is wanted; null otherwise.</summary>
    public ILaunchObserver? Observer { get; init; }

    public ICompiledProgram Compile(CompileRequest request)
    {
        var started = Stopwatch.GetTimestamp();
        if (evaluatesSmall && Observer is null && Evaluates(request))
            return ReferenceProgram.Rounding(request, started);
        return Load(Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.Optimizing), started);
    }

    public MemoryNeed? Measure(CompileRequest request) =>
        CpuProgram.Measure(Scheduler.Build(PassPipeline.Run(request), SchedulingOptions.Optimizing), gang, memoryLimit);

    /// <summary>Whether a request runs once and is so small that to compile it takes longer than to evaluate it; told from the graph alone.</summary>
    public static bool Evaluates(CompileRequest request) => SmallComputations.Contain(request);

    /// <summary>Ends the threads; programs run on their caller's thread from then on.</summary>
    public void Dispose() => gang.Dispose();

    /// <summary>Compiles the kernels of a schedule.</summary>
    /// <param name="started">When its making began.</param>
    internal ICompiledProgram Load(KernelProgram schedule, long started) => new CpuProgram(schedule, cache, gang, started, memoryLimit, Observer);
}
