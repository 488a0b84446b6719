using System.Collections.Immutable;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>A dense row-major tensor of doubles; ints and bools are held exactly.</summary>
public sealed class TestTensor
{
    public TestTensor(ImmutableArray<int> shape, double[] values)
    {
        var count = shape.Aggregate(1, static (product, size) => product * size);
        if (values.Length != count)
            throw new ArgumentException($"{values.Length} values do not fill [{string.Join(", ", shape)}]", nameof(values));
        Shape = shape;
        Values = values;
    }

    public ImmutableArray<int> Shape { get; }

    public double[] Values { get; }

    public double Scalar => Values.Single();

    public double this[ReadOnlySpan<int> position] => Values[Offset(position)];

    public static TestTensor Of(params double[] values) => new([values.Length], values);

    public static TestTensor Fill(ImmutableArray<int> shape, Func<int, double> value) =>
        new(shape, [.. Enumerable.Range(0, shape.Aggregate(1, static (product, size) => product * size)).Select(value)]);

    public TestTensor With(int index, double value)
    {
        var changed = (double[])Values.Clone();
        changed[index] = value;
        return new TestTensor(Shape, changed);
    }

    /// <summary>The part at one position of the leading axis.</summary>
    public TestTensor Slice(int position)
    {
        var shape = Shape.RemoveAt(0);
        var count = shape.Aggregate(1, static (product, size) => product * size);
        return new TestTensor(shape, Values[(position * count)..((position + 1) * count)]);
    }

    private int Offset(ReadOnlySpan<int> position)
    {
        var offset = 0;
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            if (position[axis] < 0 || position[axis] >= Shape[axis])
                throw new InvalidOperationException($"position {position[axis]} lies outside axis {axis} of [{string.Join(", ", Shape)}]");
            offset = (offset * Shape[axis]) + position[axis];
        }

        return offset;
    }
}
