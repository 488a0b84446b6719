using System.Reflection;
using System.Runtime.Intrinsics;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Operations on eight lanes give what those on sixteen give in each half, bit for bit.</summary>
public sealed class LaneHalvesTests
{
    private static readonly Vector512<float>[] Operands =
    [
        Vector512.Create(1.5f, -2.25f, 0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e-40f, 3.5f, -3.5f, 2.5f, 1e30f, -1e30f, 0.1f, 7f, -7f),
        Vector512.Create(2f, -3f, 0f, -1f, 5f, 1f, -1f, 10f, 8f, 7f, -6f, 3f, 4f, -12f, 7f, 90f),
        Vector512.Create(0.75f, 1.25f, -0f, 0f, -4f, 2f, float.NaN, 1e-38f, -1f, 6f, 11f, -1e30f, 1e30f, -0.1f, 7f, 3f),
    ];

    [Fact]
    public void Each_half_is_that_of_the_whole()
    {
        if (!MachineVectors.Has256)
            return;
        var pairs = LaneHalves.All();
        Assert.True(pairs.Count > 30, $"{pairs.Count} operations");
        foreach (var (whole, half) in pairs)
        {
            var expected = Bits(whole.Invoke(null, [.. whole.GetParameters().Select(static (parameter, i) => Argument(parameter, i))])!);
            foreach (var isUpper in (bool[])[false, true])
            {
                var wholes = whole.GetParameters();
                var arguments = half.GetParameters().Select((parameter, i) => parameter.ParameterType == wholes[i].ParameterType ? Argument(wholes[i], i) : Half(Argument(wholes[i], i), parameter, isUpper));
                Assert.True(
                    expected.AsSpan(isUpper ? 8 : 0, 8).SequenceEqual(Bits(half.Invoke(null, [.. arguments])!)), $"{whole} and {half}, {(isUpper ? "upper" : "lower")} half");
            }
        }
    }

    [Fact]
    public void The_runtime_keeps_halves_under_the_names_that_are_used()
    {
        Assert.NotNull(LaneHalves.Of(typeof(Vector512<float>), isUpper: false));
        Assert.NotNull(LaneHalves.Of(typeof(Vector512<int>), isUpper: true));
        Assert.Equal(MachineVectors.Has256 && !MachineVectors.Has512, LaneHalves.AreUsed);
    }

    private static object Argument(ParameterInfo parameter, int index) => parameter.ParameterType switch
    {
        var type when type == typeof(Vector512<float>) => Operands[index],
        var type when type == typeof(Vector512<int>) => Vector512.Create(1, -2, 3, 4, 5, -6, 7, 8, 9, 10, 11, -12, 13, 14, 15, int.MinValue) + Vector512.Create(index),
        var type when type == typeof(float) => 2.5f,
        var type when type == typeof(int) => 3,
        _ => (byte)3,
    };

    private static object Half(object argument, ParameterInfo parameter, bool isUpper) => argument switch
    {
        Vector512<float> whole => isUpper ? whole.GetUpper() : whole.GetLower(),
        Vector512<int> whole => isUpper ? whole.GetUpper() : whole.GetLower(),
        var number => Convert.ChangeType(number, parameter.ParameterType, System.Globalization.CultureInfo.InvariantCulture),
    };

    // The sign of what is not a number says nothing; a mask is all bits.
    private static int[] Bits(object vector) =>
        [.. Words(vector).Select(static word => word != -1 && float.IsNaN(BitConverter.Int32BitsToSingle(word)) ? BitConverter.SingleToInt32Bits(float.NaN) : word)];

    private static int[] Words(object vector)
    {
        var words = new int[16];
        switch (vector)
        {
            case Vector512<float> whole:
                whole.AsInt32().CopyTo(words);
                return words;
            case Vector512<int> whole:
                whole.CopyTo(words);
                return words;
            case Vector256<float> half:
                half.AsInt32().CopyTo(words);
                return words[..8];
            default:
                ((Vector256<int>)vector).CopyTo(words);
                return words[..8];
        }
    }
}
