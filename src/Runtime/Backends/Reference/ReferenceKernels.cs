using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>The computations that are not element expressions.</summary>
internal static class ReferenceKernels
{
    public static void ScatterAdd(ReferenceBuffer indices, ReferenceBuffer updates, ReferenceBuffer output, ScatterAddKernel kernel, FaultRecorder faults)
    {
        var rows = kernel.Output.Shape[0];
        var width = rows == 0 ? 0 : output.Count / rows;
        Array.Clear(output.Floats);
        Array.Clear(output.Integers);
        for (var i = 0; i < indices.Count; i++)
        {
            var index = indices.Integers[i];
            var row = index < 0 ? index + rows : index;
            if ((ulong)row >= (ulong)rows)
            {
                faults.Record(RuntimeFaults.IndexOutOfRange(kernel.Node, index, rows));
                return;
            }

            for (var j = 0; j < width; j++)
            {
                if (output.Element.IsFloat())
                    output.Floats[(row * width) + j] += updates.Floats[(i * width) + j];
                else
                    output.Integers[(row * width) + j] += updates.Integers[(i * width) + j];
            }
        }
    }

    public static void WriteAt(ReferenceBuffer old, ReferenceBuffer row, ReferenceBuffer index, ReferenceBuffer output, WriteAtKernel kernel)
    {
        if (!ReferenceEquals(old, output))
            output.Copy(0, old, 0, old.Count);
        var size = kernel.Output.Shape[kernel.Axis];
        var position = index.Integers[0];
        if ((ulong)position >= (ulong)size || row.Count == 0)
            return;
        var piece = kernel.Output.Shape.Skip(kernel.Axis + 1).Aggregate(1, static (product, next) => product * next);
        for (var i = 0; i < row.Count / piece; i++)
            output.Copy(((i * size) + (int)position) * piece, row, i * piece, piece);
    }

    public static void Quantize(ReferenceBuffer weights, ReferenceBuffer scales, ReferenceBuffer output)
    {
        Array.Clear(output.Integers);
        for (var i = 0; i < weights.Count; i++)
        {
            var code = (long)Math.Clamp(Math.Round(weights.Floats[i] / scales.Floats[i % scales.Count]), -127, 127);
            output.Integers[i / 8] |= (code & 0xFF) << (i % 8 * 8);
        }
    }

    public static void QuantizedProduct(ReferenceBuffer input, ReferenceBuffer codes, ReferenceBuffer scales, ReferenceBuffer output)
    {
        var columns = scales.Count;
        var depth = codes.Count * 8 / columns;
        for (var i = 0; i < output.Count; i++)
        {
            var (row, column) = (i / columns, i % columns);
            var sum = 0.0;
            for (var k = 0; k < depth; k++)
            {
                var place = (k * columns) + column;
                sum += input.Floats[(row * depth) + k] * (sbyte)(codes.Integers[place / 8] >> (place % 8 * 8));
            }

            output.Floats[i] = sum * scales.Floats[column];
        }
    }

    public static void Solve(ReferenceBuffer matrix, ReferenceBuffer rightHandSide, ReferenceBuffer output, SolveKernel kernel, FaultRecorder faults)
    {
        var n = kernel.Matrix.Shape[^1];
        var columns = kernel.Output.Shape[^1];
        var systems = n == 0 ? 0 : matrix.Count / (n * n);
        Array.Copy(rightHandSide.Floats, output.Floats, output.Count);
        var work = new double[n * n];
        for (var system = 0; system < systems; system++)
        {
            Array.Copy(matrix.Floats, system * n * n, work, 0, n * n);
            if (!LinearSolver.Solve(work, output.Floats.AsSpan(system * n * columns, n * columns), n, columns))
            {
                faults.Record(RuntimeFaults.SingularSystem(kernel.Node));
                return;
            }
        }
    }

    public static void ArgSort(ReferenceBuffer input, ReferenceBuffer output, ArgSortKernel kernel)
    {
        var width = kernel.Input.Shape[^1];
        for (var start = 0; start < input.Count; start += width)
        {
            var row = start;
            IEnumerable<int> order = input.Element.IsFloat()
                ? Enumerable.Range(0, width).OrderBy(i => double.IsNaN(input.Floats[row + i]) ? 1 : 0).ThenBy(i => input.Floats[row + i])
                : Enumerable.Range(0, width).OrderBy(i => input.Integers[row + i]);
            foreach (var index in order)
                output.Integers[start++] = index;
            start = row;
        }
    }
}
