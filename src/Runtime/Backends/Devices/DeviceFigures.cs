using System.Collections.Immutable;
using System.Globalization;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Figures of what a device did, in words.</summary>
internal static class DeviceFigures
{
    /// <summary>The lines.</summary>
    /// <param name="name">The name by which the device was chosen.</param>
    /// <param name="context">The device.</param>
    public static ImmutableArray<string> Lines(string name, DeviceContext context)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        var (modules, traffic) = (context.Modules, context.Traffic);
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {context.Device.Name}; {modules.Built} kernels built, {modules.Loaded} of an earlier run{(context.Cache is { } cache ? $" ({cache.Folder})" : string.Empty)}; at most {Kibibytes(context.MostTakenBytes)} taken"));
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {traffic.Launches} launches{(traffic.Sequences > 0 ? $", {traffic.Sequences} recorded sequences" : string.Empty)}; {traffic.Uploads} copies to it ({Kibibytes(traffic.UploadedBytes)}), {traffic.Downloads} back ({Kibibytes(traffic.DownloadedBytes)})"));
        if (traffic.HeldBytes > 0)
            lines.Add($"{name}: {Kibibytes(traffic.HeldBytes)} of data held there, from which batches were gathered");
        if (context.Cache?.Problem is { } problem)
            lines.Add($"{name}: kernels are not kept for later runs: {problem}");
        return lines.ToImmutable();
    }

    private static string Kibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB");
}
