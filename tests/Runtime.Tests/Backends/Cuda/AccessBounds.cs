namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>How many times the least a launch may cost.</summary>
/// <param name="Reads">Of the device's memory.</param>
/// <param name="Writes">To it.</param>
/// <param name="GroupReads">Of a group's memory.</param>
/// <param name="GroupWrites">To it.</param>
internal sealed record AccessBounds(double Reads, double Writes, double GroupReads, double GroupWrites)
{
    // Of so few sectors or turns some more do not matter.
    private const int Few = 40;

    /// <summary>Whether a launch keeps them.</summary>
    public bool Hold(LaunchAccesses launch) =>
        Holds(launch.Reads, Reads) && Holds(launch.Writes, Writes) && Holds(launch.GroupReads, GroupReads) && Holds(launch.GroupWrites, GroupWrites);

    private static bool Holds(AccessCount count, double bound) => count.Cost <= (count.Least * bound) + Few;
}
