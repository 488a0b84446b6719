using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>From the numbers of the driver's errors to the one exception of devices.</summary>
internal static class CudaErrors
{
    /// <summary>Throws where a call failed.</summary>
    /// <param name="library">The driver, which knows the texts.</param>
    /// <param name="code">What the call gave.</param>
    /// <param name="function">The name of what was called.</param>
    public static void Check(CudaLibrary library, int code, string function)
    {
        if (code != 0)
            throw new DeviceException($"{function} failed: {Describe(library, code)}", TroubleOf(code));
    }

    /// <summary>What kind of trouble an error is. After an error of a kernel every later call fails too: the device is lost for this process.</summary>
    public static DeviceTrouble TroubleOf(int code) => code switch
    {
        2 => DeviceTrouble.OutOfMemory,
        3 or 4 or 46 or 100 or 101 or 214 or 220 or 226 or (>= 700 and <= 720 and not 701) or 802 or 999 => DeviceTrouble.Lost,
        200 or 209 or 218 or 222 or 300 or 301 => DeviceTrouble.Build,
        _ => DeviceTrouble.Other,
    };

    private static string Describe(CudaLibrary library, int code) => code switch
    {
        2 => "the device has too little memory for it",
        100 => "there is no CUDA device",
        700 => "a kernel left its memory, and the device is lost for this process",
        702 => "a kernel ran too long for a device that also drives a display, and the device is lost for this process",
        222 => "the driver is older than the compiler",
        _ => library.Describe(code),
    };
}
