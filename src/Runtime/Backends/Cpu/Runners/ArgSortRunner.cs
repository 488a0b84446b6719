using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Sorts the positions of each row by merging, which keeps the order of equal elements.</summary>
internal sealed unsafe class ArgSortRunner
{
    private readonly int input;
    private readonly int output;
    private readonly int width;
    private readonly long rows;
    private readonly ElementType element;
    private readonly double[] keys;
    private readonly long[] integerKeys;
    private long[] order;
    private long[] merged;

    public ArgSortRunner(ArgSortKernel kernel)
    {
        (input, output) = (kernel.Operands.IndexOf(kernel.Input), kernel.Operands.IndexOf(kernel.Output));
        width = kernel.Input.Shape[^1];
        rows = width == 0 ? 0 : kernel.Input.ElementCount / width;
        element = kernel.Input.Element;
        keys = element.IsFloat() ? new double[width] : [];
        integerKeys = element.IsFloat() ? [] : new long[width];
        order = new long[width];
        merged = new long[width];
    }

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var target = (long*)operands[output];
        for (var row = 0L; row < rows; row++)
        {
            LoadRow(operands[input], row * width);
            Sort();
            order.CopyTo(new Span<long>(target + (row * width), width));
        }
    }

    private void LoadRow(nint source, long start)
    {
        for (var i = 0; i < width; i++)
        {
            order[i] = i;
            if (element == ElementType.Int)
                integerKeys[i] = ((long*)source)[start + i];
            else if (element == ElementType.Bool)
                integerKeys[i] = ((byte*)source)[start + i];
            else
                keys[i] = ElementAccess.Read(source, start + i, element);
        }
    }

    private void Sort()
    {
        for (var run = 1; run < width; run *= 2)
        {
            for (var start = 0; start < width; start += 2 * run)
                Merge(start, Math.Min(start + run, width), Math.Min(start + (2 * run), width));
            (order, merged) = (merged, order);
            if (run > int.MaxValue / 2)
                return;
        }
    }

    private void Merge(int start, int middle, int end)
    {
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            var takeLeft = left < middle && (right >= end || !IsLess(order[right], order[left]));
            merged[i] = takeLeft ? order[left++] : order[right++];
        }
    }

    /// <summary>NaN is larger than every number.</summary>
    private bool IsLess(long a, long b) => keys.Length > 0
        ? keys[a] < keys[b] || (double.IsNaN(keys[b]) && !double.IsNaN(keys[a]))
        : integerKeys[a] < integerKeys[b];
}
