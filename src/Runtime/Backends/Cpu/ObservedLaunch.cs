using System.Diagnostics;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>A launch whose every run is timed and reported; it stands in for the launch itself, so that unobserved programs pay nothing.</summary>
internal sealed unsafe class ObservedLaunch(KernelFunction function, KernelProgram program, int kernel, ILaunchObserver observer)
{
    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var started = Stopwatch.GetTimestamp();
        function(operands, fault, first, limit);
        observer.Launched(program, kernel, Stopwatch.GetTimestamp() - started);
    }
}
