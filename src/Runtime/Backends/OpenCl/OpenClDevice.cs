using System.Collections.Immutable;
using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A device that OpenCL offers.</summary>
/// <param name="Handle">Its handle.</param>
/// <param name="Description">What it is.</param>
/// <param name="DividesExactly">Whether it can be asked for quotients and roots that are rounded correctly.</param>
internal sealed record OpenClDevice(nint Handle, DeviceDescription Description, bool DividesExactly)
{
    private const ulong AllTypes = 0xFFFFFFFF;
    private const ulong ProcessorType = 1 << 1;
    private const ulong CorrectlyRoundedDivision = 1 << 7;

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

        return [.. devices.OrderBy(static device => device.Description.IsProcessor)];
    }

    private static OpenClDevice Describe(OpenClLibrary library, nint handle)
    {
        var extensions = Text(library, handle, 0x1030).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var limits = new DeviceLimits(
            (int)Math.Min(Number(library, handle, 0x1023), int.MaxValue),
            (int)Math.Min(Number(library, handle, 0x1004), int.MaxValue),
            extensions.Contains("cl_khr_fp64"),
            HasTensorCores: false);
        var description = new DeviceDescription(
            Text(library, handle, 0x102B).Trim(),
            $"{Text(library, handle, 0x102C)} {Text(library, handle, 0x102D)} {Text(library, handle, 0x102F)}",
            CDialect.OpenCl,
            (long)Number(library, handle, 0x101F),
            (long)Number(library, handle, 0x1010),
            limits,
            (Number(library, handle, 0x1000) & ProcessorType) != 0);
        return new OpenClDevice(handle, description, (Number(library, handle, 0x101B) & CorrectlyRoundedDivision) != 0);
    }

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
