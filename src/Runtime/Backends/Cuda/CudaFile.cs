using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A library that was opened.</summary>
/// <param name="Path">Where it was found; a mere name where the system's loader found it.</param>
/// <param name="Handle">Its handle.</param>
internal sealed record CudaFile(string Path, nint Handle)
{
    /// <summary>The address of a function; 0 where the library does not have it.</summary>
    public nint Symbol(string name) => NativeLibrary.TryGetExport(Handle, name, out var address) ? address : 0;
}
