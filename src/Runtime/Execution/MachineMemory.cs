namespace Dsl.Runtime.Execution;

/// <summary>What the process may still take of the machine's memory.</summary>
internal static class MachineMemory
{
    /// <summary>So little is not worth asking the system for, which takes as long as a small script does.</summary>
    private const double LittleBytes = 1 << 20;

    /// <summary>Whether the machine has that much, and how much it has when it has not.</summary>
    public static bool Has(double bytes, out long available)
    {
        available = long.MaxValue;
        if (bytes <= LittleBytes)
            return true;

        // What the run holds already is gone from what the machine has.
        available = Math.Max(0, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet);
        return bytes <= available;
    }
}
