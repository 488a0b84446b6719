using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>What is known of a device before it is used.</summary>
/// <param name="Name">What its vendor calls it.</param>
/// <param name="Driver">Platform, driver and version: what a built kernel depends on besides its text.</param>
/// <param name="Dialect">The language of its kernels.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="LargestBufferBytes">The most memory in one piece.</param>
/// <param name="Limits">What a kernel may take.</param>
/// <param name="IsProcessor">Whether it is the processor itself.</param>
public sealed record DeviceDescription(
    string Name, string Driver, CDialect Dialect, long MemoryBytes, long LargestBufferBytes, DeviceLimits Limits, bool IsProcessor);
