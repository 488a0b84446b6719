using System.Collections.Immutable;
using System.Text;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A device that OpenCL offers.</summary>
/// <param name="Handle">Its handle.</param>
/// <param name="Name">What its vendor calls it.</param>
/// <param name="DriverVersion">The version of its driver.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="LargestBufferBytes">The most memory in one piece.</param>
/// <param name="SharedBytes">The memory of a group.</param>
/// <param name="MostItems">The most items of a group.</param>
/// <param name="Extensions">What it can besides the core of the language.</param>
/// <param name="IsProcessor">Whether it is the processor itself.</param>
internal sealed record OpenClDevice(
    nint Handle, string Name, string DriverVersion, long MemoryBytes, long LargestBufferBytes, long SharedBytes, long MostItems, ImmutableArray<string> Extensions, bool IsProcessor)
{
    private const ulong AllTypes = 0xFFFFFFFF;
    private const ulong ProcessorType = 1 << 1;

    /// <summary>Whether it computes with doubles.</summary>
    public bool HasDoubles => Extensions.Contains("cl_khr_fp64");

    /// <summary>All devices of all platforms, graphics processors first.</summary>
    public static unsafe ImmutableArray<OpenClDevice> All(OpenClLibrary library)
    {
        var count = 0u;
        if (library.GetPlatformIDs(0, null, &count) != 0 || count == 0)
            return [];
        var platforms = new nint[count];
        fixed (nint* place = platforms)
        {
            if (library.GetPlatformIDs(count, place, null) != 0)
                return [];
        }

        var devices = new List<OpenClDevice>();
        foreach (var platform in platforms)
        {
            var found = 0u;
            if (library.GetDeviceIDs(platform, AllTypes, 0, null, &found) != 0 || found == 0)
                continue;
            var handles = new nint[found];
            fixed (nint* place = handles)
            {
                if (library.GetDeviceIDs(platform, AllTypes, found, place, null) != 0)
                    continue;
            }

            foreach (var handle in handles)
                devices.Add(Describe(library, handle));
        }

        return [.. devices.OrderBy(static device => device.IsProcessor)];
    }

    private static OpenClDevice Describe(OpenClLibrary library, nint handle) => new(
        handle,
        Text(library, handle, 0x102B).Trim(),
        $"{Text(library, handle, 0x102C)} {Text(library, handle, 0x102D)} {Text(library, handle, 0x102F)}",
        (long)Number(library, handle, 0x101F),
        (long)Number(library, handle, 0x1010),
        (long)Number(library, handle, 0x1023),
        (long)Number(library, handle, 0x1004),
        [.. Text(library, handle, 0x1030).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        (Number(library, handle, 0x1000) & ProcessorType) != 0);

    private static unsafe string Text(OpenClLibrary library, nint handle, uint what)
    {
        nuint bytes = 0;
        if (library.GetDeviceInfo(handle, what, 0, null, &bytes) != 0 || bytes == 0)
            return string.Empty;
        var text = new byte[bytes];
        fixed (byte* place = text)
        {
            if (library.GetDeviceInfo(handle, what, bytes, place, null) != 0)
                return string.Empty;
        }

        return Encoding.UTF8.GetString(text).TrimEnd('\0');
    }

    private static unsafe ulong Number(OpenClLibrary library, nint handle, uint what)
    {
        ulong value = 0;
        _ = library.GetDeviceInfo(handle, what, sizeof(ulong), &value, null);
        return value;
    }
}
