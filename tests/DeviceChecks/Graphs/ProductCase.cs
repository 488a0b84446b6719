using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.DeviceChecks.Graphs;

/// <summary>
/// A contraction on numbers whose products and sums are exact, so that every order of adding them gives the same bits and each element of the result is known: what
/// is read at a wrong place, twice or not at all shows.
/// </summary>
/// <param name="What">What it is, for messages.</param>
/// <param name="Kernel">The contraction.</param>
internal sealed record ProductCase(string What, ContractionKernel Kernel)
{
    // Values are quarters from -1 to 1; the periods of the operands have no common divisor with usual sizes.
    private const int Period = 9;
    private const int SlowPeriod = 13;

    /// <summary>The elements of all operands together.</summary>
    public long Elements => Kernel.Operands.Sum(static buffer => buffer.ElementCount);

    /// <summary>What an operand holds before.</summary>
    public static Tensor Values(ContractionOperand operand, int salt)
    {
        var values = new double[operand.Buffer.ElementCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = ((((i * 7) + (salt * 3) + (i / SlowPeriod)) % Period) - 4) / 4.0;
        return Tensor.FromDoubles(operand.Buffer.Element, operand.Buffer.Shape, values);
    }

    /// <summary>What the output must hold afterwards, if it held these values before.</summary>
    public double[] Expected(double[] left, double[] right, double[] before)
    {
        var sums = (double[])before.Clone();
        var isBegun = new bool[sums.Length];
        Walk(0, Kernel.Output.Offset, Kernel.Left.Offset, Kernel.Right.Offset);
        using var rounded = Tensor.FromDoubles(Kernel.Output.Buffer.Element, Kernel.Output.Buffer.Shape, sums);
        return rounded.ToDoubles();

        void Walk(int depth, long place, long leftPlace, long rightPlace)
        {
            if (depth == Kernel.Loops.Length)
            {
                if (!isBegun[place] && !Kernel.Accumulate)
                    sums[place] = 0;
                isBegun[place] = true;
                sums[place] += left[leftPlace] * right[rightPlace];
                return;
            }

            var loop = Kernel.Loops[depth];
            for (var i = 0; i < loop.Extent; i++)
                Walk(depth + 1, place + (i * loop.OutputStride), leftPlace + (i * loop.LeftStride), rightPlace + (i * loop.RightStride));
        }
    }

    public override string ToString() => $"{What} of {Kernel.Output.Buffer.Element.Name()}";
}
