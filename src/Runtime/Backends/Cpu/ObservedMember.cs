using System.Diagnostics;
using Dsl.Runtime.Backends.Cpu.Compilation;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu;

/// <summary>A member of a fused kernel whose every call is timed and reported.</summary>
internal sealed unsafe class ObservedMember(KernelFunction function, KernelProgram program, int kernel, FusedMember member, ILaunchObserver observer)
{
    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var started = Stopwatch.GetTimestamp();
        function(operands, fault, first, limit);
        observer.MemberRan(program, kernel, member, Stopwatch.GetTimestamp() - started);
    }
}
