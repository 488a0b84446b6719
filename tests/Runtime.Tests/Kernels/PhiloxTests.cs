using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Kernels;

/// <summary>The published known answers of Philox4x32-10.</summary>
public sealed class PhiloxTests
{
    [Fact]
    public void Zeros_give_the_known_block() =>
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0, 0, 0, 0, 0));

    [Fact]
    public void Ones_give_the_known_block() =>
        Assert.Equal(
            (0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            Philox.Block(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue));

    [Fact]
    public void Uniform_numbers_fill_the_unit_interval_evenly()
    {
        var sum = 0.0;
        for (var i = 0; i < 10_000; i++)
        {
            var value = Philox.Uniform(seed: 5, stream: 2, counter: 9, element: i);
            Assert.InRange(value, 0, 1 - 5e-8);
            sum += value;
        }

        Assert.InRange(sum / 10_000, 0.49, 0.51);
    }

    [Fact]
    public void Every_coordinate_matters()
    {
        var values = new[] { Philox.Uniform(1, 2, 3, 4), Philox.Uniform(2, 2, 3, 4), Philox.Uniform(1, 3, 3, 4), Philox.Uniform(1, 2, 4, 4), Philox.Uniform(1, 2, 3, 5) };
        Assert.Equal(values.Length, values.Distinct().Count());
    }
}
