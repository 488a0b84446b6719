using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Elementary functions in vectors stay within two units in the last place of double precision, for floats of every exponent and kind.</summary>
public sealed unsafe class VectorFunctionTests
{
    private const int Batch = 1 << 16;

    public static TheoryData<ScalarOperation, double> Functions => new()
    {
        { ScalarOperation.Exp, 1.1 },
        { ScalarOperation.ExpM1, 2 },
        { ScalarOperation.Log, 1.1 },
        { ScalarOperation.Log1P, 1.6 },
        { ScalarOperation.Tanh, 1.6 },
        { ScalarOperation.Sigmoid, 2 },
        { ScalarOperation.Erf, 2 },
        { ScalarOperation.Sin, 2 },
        { ScalarOperation.Cos, 2 },
        { ScalarOperation.Sqrt, 0.5001 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Error_is_small_for_every_kind_of_number(ScalarOperation operation, double bound)
    {
        // The stride is odd, so that all bits of the mantissa change.
        var stride = operation == ScalarOperation.Erf ? 12007u : 2003u;
        var (worst, at) = WorstError(operation, stride);
        Assert.True(worst <= bound, $"{operation}({at:R}) is {worst:F3} units in the last place off");
    }

    [Theory]
    [InlineData(ScalarOperation.Exp, 0f, 1f)]
    [InlineData(ScalarOperation.Exp, float.NegativeInfinity, 0f)]
    [InlineData(ScalarOperation.Exp, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(ScalarOperation.Exp, float.NaN, float.NaN)]
    [InlineData(ScalarOperation.Log, -0f, float.NegativeInfinity)]
    [InlineData(ScalarOperation.Log, -1f, float.NaN)]
    [InlineData(ScalarOperation.Log, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(ScalarOperation.Log, float.NaN, float.NaN)]
    [InlineData(ScalarOperation.Log1P, -1f, float.NegativeInfinity)]
    [InlineData(ScalarOperation.Log1P, -2f, float.NaN)]
    [InlineData(ScalarOperation.Log1P, -0f, -0f)]
    [InlineData(ScalarOperation.Log1P, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(ScalarOperation.ExpM1, -0f, -0f)]
    [InlineData(ScalarOperation.ExpM1, float.NegativeInfinity, -1f)]
    [InlineData(ScalarOperation.ExpM1, float.NaN, float.NaN)]
    [InlineData(ScalarOperation.Tanh, -0f, -0f)]
    [InlineData(ScalarOperation.Tanh, float.NegativeInfinity, -1f)]
    [InlineData(ScalarOperation.Tanh, float.NaN, float.NaN)]
    [InlineData(ScalarOperation.Sigmoid, float.NegativeInfinity, 0f)]
    [InlineData(ScalarOperation.Sigmoid, float.PositiveInfinity, 1f)]
    [InlineData(ScalarOperation.Sigmoid, float.NaN, float.NaN)]
    [InlineData(ScalarOperation.Erf, -0f, -0f)]
    [InlineData(ScalarOperation.Erf, float.NegativeInfinity, -1f)]
    [InlineData(ScalarOperation.Erf, float.NaN, float.NaN)]
    [InlineData(ScalarOperation.Sin, -0f, -0f)]
    [InlineData(ScalarOperation.Sin, float.PositiveInfinity, float.NaN)]
    [InlineData(ScalarOperation.Cos, float.NegativeInfinity, float.NaN)]
    [InlineData(ScalarOperation.Cos, -0f, 1f)]
    public void Special_numbers_give_what_they_should(ScalarOperation operation, float argument, float expected)
    {
        var actual = Evaluate(operation, argument);
        if (float.IsNaN(expected))
            Assert.True(float.IsNaN(actual), $"{operation}({argument}) is {actual}");
        else
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual));
    }

    [Fact]
    public void Powers_are_within_one_unit_and_special_cases_as_defined()
    {
        var exponents = new float[] { 0, -0f, 1, 2, 3, -1, 0.5f, -0.5f, 1.7f, -2.3f, 7, 1e-3f, 33.25f, 1e10f, float.PositiveInfinity, float.NegativeInfinity, float.NaN };
        var (x, y, z) = (TestKernel.Buffer("x", ElementType.Float32, Batch), TestKernel.Buffer("y", ElementType.Float32), TestKernel.Buffer("z", ElementType.Float32, Batch));
        var loop = new LoopVariable("i", Batch);
        var kernel = TestKernel.Store(z, new BinaryScalar(ScalarOperation.Power, new LoadScalar(x, [loop]), new LoadScalar(y, []), ElementType.Float32), loop);
        var function = TestKernel.Compile(kernel);
        var (values, results) = (new float[Batch], new float[Batch]);
        for (var i = 0; i < Batch; i++)
            values[i] = BitConverter.UInt32BitsToSingle((uint)i * 65537u);
        (values[1], values[2], values[3], values[4]) = (1, -1, float.PositiveInfinity, float.NegativeInfinity);
        foreach (var exponent in exponents)
        {
            fixed (float* from = values, to = results)
            {
                var operand = exponent;
                TestKernel.Call(function, Addresses(kernel, (x, (nint)from), (y, (nint)(&operand)), (z, (nint)to)));
            }

            for (var i = 0; i < Batch; i++)
            {
                var error = FloatReference.UnitsOff(results[i], Math.Pow(values[i], exponent));
                Assert.True(error <= 1, $"{values[i]:R} to the power of {exponent:R} is {results[i]:R}, {error:F3} units off");
            }
        }
    }

    [Fact]
    public void The_exponential_of_a_negated_square_has_the_bits_of_the_exponential_of_that_number()
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, Batch), TestKernel.Buffer("y", ElementType.Float32, Batch));
        var loop = new LoopVariable("i", Batch);
        var load = new LoadScalar(x, [loop]);
        var square = new BinaryScalar(ScalarOperation.Multiply, load, load, ElementType.Float32);
        var negated = new UnaryScalar(ScalarOperation.Negate, square, ElementType.Float32);
        var together = TestKernel.Compile(TestKernel.Store(y, new UnaryScalar(ScalarOperation.Exp, negated, ElementType.Float32), loop));
        var alone = TestKernel.Compile(Apply(ScalarOperation.Exp, Batch));
        var (values, squares, expected, actual) = (new float[Batch], new float[Batch], new float[Batch], new float[Batch]);
        for (var i = 0; i < Batch; i++)
        {
            values[i] = BitConverter.UInt32BitsToSingle((uint)i * 65537u);
            squares[i] = -(values[i] * values[i]);
        }

        fixed (float* from = values, other = squares, to = actual, wanted = expected)
        {
            TestKernel.Call(together, [(nint)from, (nint)to]);
            TestKernel.Call(alone, [(nint)other, (nint)wanted]);
        }

        for (var i = 0; i < Batch; i++)
            Assert.True(expected[i].Equals(actual[i]), $"exp(-({values[i]:R} squared)) is {actual[i]:R}, not {expected[i]:R}");
    }

    private static nint[] Addresses(ElementKernel kernel, params (TensorBuffer Buffer, nint Address)[] known) =>
        [.. kernel.Operands.Select(operand => known.Single(pair => pair.Buffer == operand).Address)];

    private static float Evaluate(ScalarOperation operation, float argument)
    {
        var values = Enumerable.Repeat(argument, 16).ToArray();
        var results = new float[16];
        fixed (float* from = values, to = results)
            TestKernel.Call(TestKernel.Compile(Apply(operation, 16)), [(nint)from, (nint)to]);
        return results[7];
    }

    private static ElementKernel Apply(ScalarOperation operation, int count)
    {
        var (input, output) = (TestKernel.Buffer("x", ElementType.Float32, count), TestKernel.Buffer("y", ElementType.Float32, count));
        var loop = new LoopVariable("i", count);
        return TestKernel.Store(output, new UnaryScalar(operation, new LoadScalar(input, [loop]), ElementType.Float32), loop);
    }

    private static (double Error, float At) WorstError(ScalarOperation operation, uint stride)
    {
        var function = TestKernel.Compile(Apply(operation, Batch));
        var exact = FloatReference.Of(operation);
        var (worst, at) = (0.0, 0f);
        var (values, results) = (new float[Batch], new float[Batch]);
        for (var bits = 0UL; bits <= uint.MaxValue; bits += (ulong)stride * Batch)
        {
            for (var i = 0; i < Batch; i++)
                values[i] = BitConverter.UInt32BitsToSingle((uint)Math.Min(uint.MaxValue, bits + ((ulong)i * stride)));
            fixed (float* from = values, to = results)
                TestKernel.Call(function, [(nint)from, (nint)to]);
            for (var i = 0; i < Batch; i++)
            {
                var error = FloatReference.UnitsOff(results[i], exact(values[i]));
                if (error > worst)
                    (worst, at) = (error, values[i]);
            }
        }

        return (worst, at);
    }
}
