using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>The smallest, the largest and the mean of the finite elements of a tensor, and how many are not finite.</summary>
public sealed record TensorStatistics(long Finite, double Smallest, double Mean, double Largest, long NotNumbers, long Infinite)
{
    /// <summary>Looks at all elements; without finite ones the three figures are NaN.</summary>
    public static TensorStatistics Of(Tensor tensor)
    {
        var (smallest, largest, sum) = (double.PositiveInfinity, double.NegativeInfinity, 0.0);
        var (finite, notNumbers, infinite) = (0L, 0L, 0L);
        for (var i = 0L; i < tensor.ElementCount; i++)
        {
            var value = tensor.GetDouble(i);
            if (double.IsFinite(value))
            {
                finite++;
                smallest = Math.Min(smallest, value);
                largest = Math.Max(largest, value);
                sum += value;
            }
            else if (double.IsNaN(value))
            {
                notNumbers++;
            }
            else
            {
                infinite++;
            }
        }

        if (finite == 0)
            return new TensorStatistics(0, double.NaN, double.NaN, double.NaN, notNumbers, infinite);
        var mean = double.IsFinite(sum) ? sum / finite : MeanOfLarge(tensor, finite);
        return new TensorStatistics(finite, smallest, Math.Clamp(mean, smallest, largest), largest, notNumbers, infinite);
    }

    // The sum of the elements is beyond the range of numbers, that of their shares is not.
    private static double MeanOfLarge(Tensor tensor, long finite)
    {
        var mean = 0.0;
        for (var i = 0L; i < tensor.ElementCount; i++)
        {
            if (tensor.GetDouble(i) is var value && double.IsFinite(value))
                mean += value / finite;
        }

        return mean;
    }
}
