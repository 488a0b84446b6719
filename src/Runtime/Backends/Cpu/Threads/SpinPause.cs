using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>The processor's hint that a loop waits for another thread.</summary>
internal static class SpinPause
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Once()
    {
        if (X86Base.IsSupported)
            X86Base.Pause();
        else
            Thread.SpinWait(1);
    }
}
