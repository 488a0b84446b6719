using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>
/// Rows times a matrix of 8-bit codes, which become singles in registers. A matrix is read once, in pieces as long as the registers hold sums; an element is
/// one chain of multiply-adds whatever the registers are, so every machine gives the same bits.
/// </summary>
internal sealed unsafe class QuantizedProductRunner
{
    private const int WideColumns = 128;
    private const int PrefetchedRows = 12;
    private const int LineBytes = 64;

    private readonly int input;
    private readonly int codes;
    private readonly int scales;
    private readonly int output;
    private readonly long rows;
    private readonly long depth;
    private readonly long columns;
    private readonly long columnsPerPosition;

    /// <param name="kernel">The product.</param>
    /// <param name="range">Positions are blocks of columns.</param>
    public QuantizedProductRunner(QuantizedProductKernel kernel, KernelRange range)
    {
        var operands = kernel.Operands;
        (input, codes, scales, output) = (operands.IndexOf(kernel.Input), operands.IndexOf(kernel.Codes), operands.IndexOf(kernel.Scales), operands.IndexOf(kernel.Output));
        (rows, depth, columns) = (kernel.Rows, kernel.Codes.Shape[0], kernel.Scales.ElementCount);
        columnsPerPosition = columns / range.Positions;
    }

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var (begin, end) = (first * columnsPerPosition, limit * columnsPerPosition);
        for (var row = 0L; row < rows; row++)
        {
            var x = (float*)operands[input] + (row * depth);
            var y = (float*)operands[output] + (row * columns);
            var matrix = (sbyte*)operands[codes];
            var scale = (float*)operands[scales];
            var column = begin;
            if (Avx512F.IsSupported)
            {
                for (; column + WideColumns <= end; column += WideColumns)
                    MultiplyWide(x, matrix + column, scale + column, y + column);
                for (; column + Vector512<float>.Count <= end; column += Vector512<float>.Count)
                    Multiply512(x, matrix + column, scale + column, y + column);
            }
            else if (Avx2.IsSupported && Fma.IsSupported)
            {
                for (; column + Vector256<float>.Count <= end; column += Vector256<float>.Count)
                    Multiply256(x, matrix + column, scale + column, y + column);
            }

            for (; column < end; column++)
                y[column] = MultiplyColumn(x, matrix + column) * scale[column];
        }
    }

    private void MultiplyWide(float* x, sbyte* matrix, float* scale, float* y)
    {
        var (a, b, c, d) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (e, f, g, h) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var k = 0L; k < depth; k++)
        {
            var factor = Vector512.Create(x[k]);
            var ahead = matrix + (PrefetchedRows * columns);
            Sse.Prefetch0(ahead);
            Sse.Prefetch0(ahead + LineBytes);
            a = Avx512F.FusedMultiplyAdd(Load512(matrix), factor, a);
            b = Avx512F.FusedMultiplyAdd(Load512(matrix + 16), factor, b);
            c = Avx512F.FusedMultiplyAdd(Load512(matrix + 32), factor, c);
            d = Avx512F.FusedMultiplyAdd(Load512(matrix + 48), factor, d);
            e = Avx512F.FusedMultiplyAdd(Load512(matrix + 64), factor, e);
            f = Avx512F.FusedMultiplyAdd(Load512(matrix + 80), factor, f);
            g = Avx512F.FusedMultiplyAdd(Load512(matrix + 96), factor, g);
            h = Avx512F.FusedMultiplyAdd(Load512(matrix + 112), factor, h);
            matrix += columns;
        }

        (a * Vector512.Load(scale)).Store(y);
        (b * Vector512.Load(scale + 16)).Store(y + 16);
        (c * Vector512.Load(scale + 32)).Store(y + 32);
        (d * Vector512.Load(scale + 48)).Store(y + 48);
        (e * Vector512.Load(scale + 64)).Store(y + 64);
        (f * Vector512.Load(scale + 80)).Store(y + 80);
        (g * Vector512.Load(scale + 96)).Store(y + 96);
        (h * Vector512.Load(scale + 112)).Store(y + 112);
    }

    private void Multiply512(float* x, sbyte* matrix, float* scale, float* y)
    {
        var sum = Vector512<float>.Zero;
        for (var k = 0L; k < depth; k++, matrix += columns)
            sum = Avx512F.FusedMultiplyAdd(Load512(matrix), Vector512.Create(x[k]), sum);
        (sum * Vector512.Load(scale)).Store(y);
    }

    private void Multiply256(float* x, sbyte* matrix, float* scale, float* y)
    {
        var sum = Vector256<float>.Zero;
        for (var k = 0L; k < depth; k++, matrix += columns)
            sum = Fma.MultiplyAdd(Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(matrix)), Vector256.Create(x[k]), sum);
        (sum * Vector256.Load(scale)).Store(y);
    }

    private float MultiplyColumn(float* x, sbyte* matrix)
    {
        var sum = 0f;
        for (var k = 0L; k < depth; k++)
            sum = MathF.FusedMultiplyAdd(matrix[k * columns], x[k], sum);
        return sum;
    }

    private static Vector512<float> Load512(sbyte* codes) => Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(codes)));
}
