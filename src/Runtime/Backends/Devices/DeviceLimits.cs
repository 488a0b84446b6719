using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>What one kernel may take of a device.</summary>
/// <param name="SharedBytes">The memory of a group.</param>
/// <param name="MostItems">The most items of a group.</param>
/// <param name="HasDoubles">Whether it computes with doubles.</param>
/// <param name="HasTensorCores">Whether it multiplies small matrices of 16-bit floats at once (mma.sync m16n8k16).</param>
public sealed record DeviceLimits(int SharedBytes, int MostItems, bool HasDoubles, bool HasTensorCores)
{
    /// <summary>The memory of a group where a kernel asks for it when it is launched; 0 where that gives no more.</summary>
    public int DynamicSharedBytes { get; init; }

    /// <summary>Whether products of 16-bit floats take the form for tensor cores on a device that has none, with its instructions emulated: for tests of that form.</summary>
    public bool EmulatesTensorCores { get; init; }

    /// <summary>So many groups keep a large device busy; fewer let tests see on small shapes what large ones get.</summary>
    public int EnoughGroups { get; init; } = DeviceTarget.ManyGroups;
}
