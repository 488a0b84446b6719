namespace Dsl.Runtime.Backends.Devices;

/// <summary>A place in the memory of a device.</summary>
/// <param name="Memory">The piece of memory; 0 for nowhere.</param>
/// <param name="Offset">Bytes into it.</param>
internal readonly record struct DevicePlace(nint Memory, long Offset);
