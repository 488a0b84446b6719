namespace Dsl.Runtime.Backends.Devices;

/// <summary>A device refused what it was asked for.</summary>
public sealed class DeviceException : Exception
{
    /// <param name="function">The function of OpenCL that failed.</param>
    /// <param name="code">The number that it gave.</param>
    public DeviceException(string function, int code)
        : this($"{function} failed: {Describe(code)}", TroubleOf(code))
    {
    }

    /// <param name="message">What failed, and why.</param>
    /// <param name="trouble">What kind of trouble that is.</param>
    public DeviceException(string message, DeviceTrouble trouble = DeviceTrouble.Other)
        : base(message)
    {
        Trouble = trouble;
    }

    /// <summary>What kind of trouble it is.</summary>
    public DeviceTrouble Trouble { get; }

    /// <summary>Whether the device has too little memory.</summary>
    public bool IsOutOfMemory => Trouble == DeviceTrouble.OutOfMemory;

    private static DeviceTrouble TroubleOf(int code) => code switch
    {
        -4 or -5 or -6 or -61 => DeviceTrouble.OutOfMemory,
        -2 or -36 => DeviceTrouble.Lost,
        -11 => DeviceTrouble.Build,
        _ => DeviceTrouble.Other,
    };

    private static string Describe(int code) => code switch
    {
        -1 => "no such device",
        -2 => "the device is not available",
        -4 => "the device has too little memory for it",
        -5 => "the device is out of resources",
        -6 => "the host is out of memory",
        -11 => "the program does not build",
        -36 => "the device was lost",
        -52 => "an argument of a kernel is missing",
        -54 => "the device does not take groups of this size",
        -61 => "the device has too little memory in one piece",
        _ => $"error {code}",
    };
}
