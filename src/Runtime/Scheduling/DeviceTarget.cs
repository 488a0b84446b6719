namespace Dsl.Runtime.Scheduling;

/// <summary>What launches for a device may take.</summary>
/// <param name="SharedBytes">The memory that a group has for itself.</param>
/// <param name="MostOperands">The most buffers that a launch may be given.</param>
public sealed record DeviceTarget(int SharedBytes, int MostOperands)
{
    /// <summary>So many buffers every device takes: OpenCL promises 1024 bytes of arguments, and a buffer is a place of 16.</summary>
    public const int FewestOperands = 60;

    /// <summary>Items of a group.</summary>
    public const int Items = 256;

    /// <summary>The most bytes of a group's memory without asking for more: devices have more, but a group that takes less leaves room for others beside it.</summary>
    public const int MostSharedBytes = 48 * 1024;

    /// <summary>So many groups keep a large device busy.</summary>
    public const int ManyGroups = 128;

    // What reductions exchange.
    private const int ExchangeBytes = 4 * Items * sizeof(double);

    /// <summary>The most bytes that a product inside a launch takes for pieces of its operand.</summary>
    public const int ProductBytes = 8704;

    /// <summary>The memory of a group where a kernel asks for it when it is launched; 0 where that gives no more.</summary>
    public int SharedBytesOnRequest { get; init; }

    /// <summary>Whether products of 16-bit floats have hardware of their own.</summary>
    public bool HasTensorCores { get; init; }

    /// <summary>So many groups keep the device busy.</summary>
    public int EnoughGroups { get; init; } = ManyGroups;

    /// <summary>The most bytes of a group's memory that a launch takes without asking for more.</summary>
    public int LaunchBytes => Math.Min(SharedBytes, MostSharedBytes);

    /// <summary>The most bytes of private buffers.</summary>
    public int PrivateBytes => LaunchBytes - ExchangeBytes;

    /// <summary>The most bytes of private buffers where products are members, which have more use of them; of what there is on request a second group gets as much.</summary>
    public int PrivateBytesBesideProducts => Math.Max(Math.Max(SharedBytesOnRequest / 2, LaunchBytes) - ExchangeBytes - ProductBytes, 0);

    /// <summary>Whether so many bytes of private buffers are more than a kernel gets without asking.</summary>
    public static bool IsOnRequest(long privateBytes) => privateBytes > MostSharedBytes - ExchangeBytes;
}
