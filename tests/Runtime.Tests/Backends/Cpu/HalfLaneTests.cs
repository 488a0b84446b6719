using Dsl.Language.Lowering;
using Dsl.Language.Types;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Numbers of 16 bits are loaded and stored in vectors as single numbers are.</summary>
public sealed unsafe class HalfLaneTests
{
    private const int Count = 1 << 16;

    [Fact]
    public void Every_half_is_loaded_exactly()
    {
        var bits = Enumerable.Range(0, Count).Select(static i => (ushort)i).ToArray();
        var results = new float[Count];
        fixed (ushort* from = bits)
        fixed (float* to = results)
            TestKernel.Call(TestKernel.Compile(Convert(ElementType.Float16, ElementType.Float32)), [(nint)from, (nint)to]);
        for (var i = 0; i < Count; i++)
            AssertSame((float)BitConverter.UInt16BitsToHalf((ushort)i), results[i], $"half {i:X4}");
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Singles_of_every_exponent_are_rounded_to_the_nearest(ElementType element)
    {
        var function = TestKernel.Compile(Convert(ElementType.Float32, element));
        var (values, results) = (new float[Count], new ushort[Count]);
        for (var start = 0UL; start <= uint.MaxValue; start += 4099UL * Count)
        {
            for (var i = 0; i < Count; i++)
                values[i] = BitConverter.UInt32BitsToSingle((uint)Math.Min(uint.MaxValue, start + ((ulong)i * 4099)));
            fixed (float* from = values)
            fixed (ushort* to = results)
                TestKernel.Call(function, [(nint)from, (nint)to]);
            for (var i = 0; i < Count; i++)
            {
                var expected = element == ElementType.Float16 ? (float)(Half)values[i] : BFloat16Conversion.ToSingle(BFloat16Conversion.FromSingle(values[i]));
                var actual = element == ElementType.Float16 ? (float)BitConverter.UInt16BitsToHalf(results[i]) : BFloat16Conversion.ToSingle(results[i]);
                AssertSame(expected, actual, $"{values[i]:R}");
            }
        }
    }

    private static void AssertSame(float expected, float actual, string what) =>
        Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual) || (float.IsNaN(expected) && float.IsNaN(actual)), $"{what} gives {actual:R}, not {expected:R}");

    private static Runtime.Kernels.ElementKernel Convert(ElementType from, ElementType to)
    {
        var i = new LoopVariable("i", Count);
        return TestKernel.Store(TestKernel.Buffer("y", to, Count), new CastScalar(new LoadScalar(TestKernel.Buffer("x", from, Count), [i]), to), i);
    }
}
