using System.Runtime.InteropServices;

namespace Dsl.Runtime.Execution;

/// <summary>Native memory aligned for vectors; large blocks are aligned to large pages, which the system is asked to use for them.</summary>
internal static unsafe class AlignedMemory
{
    private const nuint VectorBytes = 64;
    private const nuint LargePageBytes = 2 << 20;
    private const nuint LargeBlockBytes = 4 << 20;
    private const int AdviceLargePages = 14;

    /// <summary>Memory of at least so many bytes, whose contents are not defined.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough.</exception>
    public static void* Allocate(nuint bytes)
    {
        if (bytes < LargeBlockBytes)
            return NativeMemory.AlignedAlloc(Math.Max(bytes, 1), VectorBytes);
        var block = NativeMemory.AlignedAlloc(bytes, LargePageBytes);
        AskForLargePages(block, bytes);
        return block;
    }

    /// <summary>Gives the memory back; nothing for null.</summary>
    public static void Free(void* block) => NativeMemory.AlignedFree(block);

    /// <summary>Only a wish: where it is not granted, the memory is as good but slower to walk through.</summary>
    private static void AskForLargePages(void* block, nuint bytes)
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "madvise", out var advise))
            _ = ((delegate* unmanaged<void*, nuint, int, int>)advise)(block, bytes, AdviceLargePages);
    }
}
