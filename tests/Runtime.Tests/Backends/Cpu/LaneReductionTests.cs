using System.Runtime.Intrinsics;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>The extreme lane of a vector is what scalars would find one after another, wherever it lies: NaN before all numbers, zero before negative zero.</summary>
public sealed class LaneReductionTests
{
    private static readonly (float Others, float One)[] Pairs =
    [
        (-1, 2), (-0f, 0), (0, -0f), (3, float.NegativeInfinity), (-5, float.PositiveInfinity), (1, float.NaN), (float.NegativeInfinity, float.NaN), (float.NaN, 1),
    ];

    [Fact]
    public void One_lane_differs_from_the_others()
    {
        foreach (var (others, one) in Pairs)
        {
            for (var lane = 0; lane < Vector512<float>.Count; lane++)
            {
                var vector = Vector512.Create(others).WithElement(lane, one);
                AssertSame(MathF.Max(others, one), LaneReductions.Maximum(vector));
                AssertSame(MathF.Min(others, one), LaneReductions.Minimum(vector));
            }
        }
    }

    private static void AssertSame(float expected, float actual)
    {
        if (float.IsNaN(expected))
            Assert.True(float.IsNaN(actual));
        else
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual));
    }
}
