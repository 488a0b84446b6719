using System.Collections.Immutable;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Counts how many elements of a tensor lie in ranges of equal width.</summary>
internal static class ValueCounts
{
    /// <summary>The ends of the ranges, the counts, and how many elements are not finite.</summary>
    public static (double Low, double High, ImmutableArray<long> Counts, long LeftOut) Of(Tensor tensor, int bins)
    {
        var statistics = TensorStatistics.Of(tensor);
        var counts = new long[Math.Max(bins, 1)];
        if (statistics.Finite == 0)
            return (0, 0, [.. counts], tensor.ElementCount);
        var (low, high) = (statistics.Smallest, statistics.Largest);
        if (low == high)
        {
            var margin = Math.Max(Math.Abs(low) * 0.5, 0.5);
            (low, high) = (Math.Max(low - margin, double.MinValue), Math.Min(high + margin, double.MaxValue));
        }

        for (var i = 0L; i < tensor.ElementCount; i++)
        {
            // Halved, so that the distance of the largest numbers that there are is finite.
            if (tensor.GetDouble(i) is var value && double.IsFinite(value))
                counts[Math.Clamp((int)(((value / 2) - (low / 2)) / ((high / 2) - (low / 2)) * counts.Length), 0, counts.Length - 1)]++;
        }

        return (low, high, [.. counts], tensor.ElementCount - statistics.Finite);
    }
}
