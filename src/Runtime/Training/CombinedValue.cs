using System.Collections.Immutable;
using Dsl.Language.Programs;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>Combines the values of batches to that of the data set, in double precision and always in the same order.</summary>
internal sealed class CombinedValue(BatchCombination combination) : IDisposable
{
    private double[] sums = [];
    private long weight;
    private Tensor? joined;
    private long joinedElements;

    /// <summary>The shape of the combined value.</summary>
    public ImmutableArray<int> Shape { get; private set; } = [];

    /// <summary>The first element of the combined value.</summary>
    public double Scalar => combination == BatchCombination.Concatenate ? joined!.GetDouble(0) : Combined(0);

    /// <summary>Forgets all batches.</summary>
    public void Clear()
    {
        Array.Clear(sums);
        weight = 0;
        joinedElements = 0;
    }

    /// <summary>Adds a batch's value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="rows">The rows of the batch.</param>
    /// <param name="totalRows">The rows of the data set.</param>
    public void Add(Tensor value, int rows, int totalRows)
    {
        if (combination == BatchCombination.Concatenate)
        {
            Join(value, rows, totalRows);
            return;
        }

        if (sums.LongLength != value.ElementCount)
            sums = new double[value.ElementCount];
        Shape = value.Shape;
        var factor = combination == BatchCombination.WeightedMean ? rows : 1;
        for (var i = 0; i < sums.Length; i++)
            sums[i] += value.GetDouble(i) * factor;
        weight += rows;
    }

    /// <summary>Writes the combined value.</summary>
    public void WriteTo(Tensor destination)
    {
        if (combination == BatchCombination.Concatenate)
        {
            destination.CopyFrom(joined!);
            return;
        }

        for (var i = 0; i < sums.Length; i++)
            destination.SetDouble(i, Combined(i));
    }

    public void Dispose() => joined?.Dispose();

    private double Combined(int index) => combination == BatchCombination.WeightedMean ? sums[index] / weight : sums[index];

    private unsafe void Join(Tensor value, int rows, int totalRows)
    {
        var shape = value.Shape.SetItem(0, checked((int)((long)value.Shape[0] * totalRows / rows)));
        if (joined is null || (joinedElements == 0 && !joined.Shape.AsSpan().SequenceEqual(shape.AsSpan())))
        {
            joined?.Dispose();
            joined = new Tensor(value.Element, shape);
        }

        Shape = joined.Shape;
        var size = value.ByteCount / Math.Max(value.ElementCount, 1);
        var left = (joined.ElementCount - joinedElements) * size;
        Buffer.MemoryCopy((void*)value.AddressToRead, (byte*)joined.Address + (joinedElements * size), left, value.ByteCount);
        joinedElements += value.ElementCount;
        GC.KeepAlive(value);
    }
}
