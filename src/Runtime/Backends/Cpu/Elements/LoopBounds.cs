using System.Reflection.Emit;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>The first value of a counter and the one after its last: known when the kernel is compiled, or in locals.</summary>
internal readonly record struct LoopBounds(long First, long Limit, LocalBuilder? FirstLocal = null, LocalBuilder? LimitLocal = null)
{
    public bool IsKnown => FirstLocal is null;

    public void PushFirst(ILGenerator il)
    {
        if (FirstLocal is null)
            il.Emit(OpCodes.Ldc_I8, First);
        else
            il.Emit(OpCodes.Ldloc, FirstLocal);
    }

    public void PushLimit(ILGenerator il)
    {
        if (LimitLocal is null)
            il.Emit(OpCodes.Ldc_I8, Limit);
        else
            il.Emit(OpCodes.Ldloc, LimitLocal);
    }
}
