using System.Globalization;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What accesses of warps cost.</summary>
/// <param name="Requests">Instructions of warps.</param>
/// <param name="Cost">Sectors of 32 bytes in the device's memory, or turns of a group's memory.</param>
/// <param name="Least">The fewest with which as many bytes could be had.</param>
internal readonly record struct AccessCount(long Requests, long Cost, long Least)
{
    /// <summary>How many times the least; 1 where there is nothing.</summary>
    public double Ratio => Least == 0 ? 1 : (double)Cost / Least;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cost} ({Ratio:F2} x)");

    public static AccessCount operator +(AccessCount a, AccessCount b) => new(a.Requests + b.Requests, a.Cost + b.Cost, a.Least + b.Least);
}
