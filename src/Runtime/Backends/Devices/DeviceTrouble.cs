namespace Dsl.Runtime.Backends.Devices;

/// <summary>What kind of thing a device refused, or why.</summary>
public enum DeviceTrouble
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Too little memory.</summary>
    OutOfMemory,

    /// <summary>The device answers no more.</summary>
    Lost,

    /// <summary>A kernel does not build.</summary>
    Build,
}
