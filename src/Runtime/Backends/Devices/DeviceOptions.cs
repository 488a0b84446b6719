using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>How a device is used.</summary>
/// <param name="CacheFolder">Where built kernels are kept for later runs; null for nowhere.</param>
public sealed record DeviceOptions(string? CacheFolder)
{
    /// <summary>With the user's folder for built kernels.</summary>
    public static DeviceOptions Default => new(ModuleCacheFolder.Find());

    /// <summary>Whether products take the form for tensor cores where there are none, with the instructions emulated: for tests.</summary>
    public bool EmulatesTensorCores { get; init; }

    /// <summary>See <see cref="DeviceLimits.EnoughGroups"/>.</summary>
    public int EnoughGroups { get; init; } = DeviceTarget.ManyGroups;

    /// <summary>A device that is used so.</summary>
    internal DeviceDescription Limit(DeviceDescription device) =>
        device with { Limits = device.Limits with { EmulatesTensorCores = EmulatesTensorCores && !device.Limits.HasTensorCores, EnoughGroups = EnoughGroups } };

    /// <summary>The cache in that folder.</summary>
    internal ModuleCache? OpenCache() => CacheFolder is null ? null : new ModuleCache(CacheFolder);
}
