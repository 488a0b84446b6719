namespace Dsl.Runtime.Backends.Devices;

/// <summary>What a device was asked to do so far.</summary>
public sealed class DeviceTraffic
{
    /// <summary>Kernels that were started one by one.</summary>
    public long Launches { get; internal set; }

    /// <summary>Recorded sequences of kernels that were started by one call each.</summary>
    public long Sequences { get; internal set; }

    /// <summary>Copies to the device.</summary>
    public long Uploads { get; internal set; }

    public long UploadedBytes { get; internal set; }

    /// <summary>Bytes of data that were brought to the device to be gathered from there.</summary>
    public long HeldBytes { get; internal set; }

    /// <summary>Copies to the host, each of which waits for the device.</summary>
    public long Downloads { get; internal set; }

    public long DownloadedBytes { get; internal set; }
}
