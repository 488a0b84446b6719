namespace Dsl.Runtime.Backends.Devices;

/// <summary>A device refused what it was asked for.</summary>
public sealed class DeviceException : Exception
{
    public DeviceException(string function, int code)
        : base($"{function} failed: {Describe(code)}")
    {
        Code = code;
    }

    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>The number that OpenCL gave; 0 where none did.</summary>
    public int Code { get; }

    /// <summary>Whether the device has too little memory.</summary>
    public bool IsOutOfMemory => Code is -4 or -5 or -6 or -61;

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
