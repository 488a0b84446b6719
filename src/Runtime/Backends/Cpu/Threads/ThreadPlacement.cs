using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cpu.Threads;

/// <summary>
/// Has threads wake up on another processor than the one that wakes them. Linux prefers the latter, where both then take turns, for tens of milliseconds at times, while the
/// other processors are idle. Only a wish: where the system has no such functions, or does not allow them, threads wake up where it likes.
/// </summary>
internal static unsafe class ThreadPlacement
{
    /// <summary>Words of 64 processors each, as many as the system's library has in a set.</summary>
    public const int SetWords = 16;

    private const int WordBits = 64;
    private const int WordBytes = sizeof(ulong);

    private static readonly nint Library = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) ? library : 0;
    private static readonly delegate* unmanaged<int> GetThread = (delegate* unmanaged<int>)Find("gettid");
    private static readonly delegate* unmanaged<int> GetProcessor = (delegate* unmanaged<int>)Find("sched_getcpu");
    private static readonly delegate* unmanaged<int, nuint, ulong*, int> GetAllowed = (delegate* unmanaged<int, nuint, ulong*, int>)Find("sched_getaffinity");
    private static readonly delegate* unmanaged<int, nuint, ulong*, int> SetAllowed = (delegate* unmanaged<int, nuint, ulong*, int>)Find("sched_setaffinity");

    /// <summary>The system's number of the calling thread; 0 where it cannot be placed.</summary>
    public static int CurrentThread() => GetThread is null || GetProcessor is null || GetAllowed is null || SetAllowed is null ? 0 : GetThread();

    /// <summary>Keeps a thread off the caller's processor until it is released; false where that is not possible, or there is no other processor.</summary>
    /// <param name="thread">What <see cref="CurrentThread"/> gave to it.</param>
    /// <param name="allowed">Receives the processors that it was allowed; <see cref="SetWords"/> words.</param>
    public static bool KeepAway(int thread, ulong* allowed)
    {
        if (thread == 0 || GetProcessor() is var here && here is < 0 or >= SetWords * WordBits)
            return false;
        new Span<ulong>(allowed, SetWords).Clear();
        if (GetAllowed(thread, SetWords * WordBytes, allowed) < 0)
            return false;
        var others = stackalloc ulong[SetWords];
        for (var word = 0; word < SetWords; word++)
            others[word] = allowed[word];
        others[here / WordBits] &= ~(1UL << (here % WordBits));
        return SetAllowed(thread, SetWords * WordBytes, others) == 0;
    }

    /// <summary>Allows a thread the processors again that it was allowed before.</summary>
    public static void Release(int thread, ulong* allowed) => _ = SetAllowed(thread, SetWords * WordBytes, allowed);

    private static nint Find(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var function) ? function : 0;
}
