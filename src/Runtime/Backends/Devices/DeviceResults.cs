namespace Dsl.Runtime.Backends.Devices;

/// <summary>What becomes of a program's outputs.</summary>
/// <param name="GuardOutput">The output, a bool scalar, that halts later runs where it is false; null where there is none.</param>
/// <param name="StayOnDevice">Whether only other programs of the device read them.</param>
internal readonly record struct DeviceResults(int? GuardOutput, bool StayOnDevice);
