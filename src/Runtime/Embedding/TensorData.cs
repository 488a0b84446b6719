using System.Collections.Immutable;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Embedding;

/// <summary>Numbers in a shape, row by row. Immutable, so it may be shared between threads.</summary>
public sealed class TensorData
{
    private readonly float[]? floats;
    private readonly long[]? integers;

    private TensorData(ImmutableArray<int> shape, float[]? floats, long[]? integers)
    {
        Shape = shape;
        this.floats = floats;
        this.integers = integers;
    }

    /// <summary>The sizes of the axes, outermost first; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many numbers there are.</summary>
    public int Count => floats?.Length ?? integers!.Length;

    /// <summary>Whether the numbers are whole: ints, or truth values as 0 and 1.</summary>
    public bool IsInteger => integers is not null;

    /// <summary>The floats, row by row.</summary>
    /// <exception cref="InvalidOperationException">The numbers are whole; see <see cref="Integers"/>.</exception>
    public ReadOnlySpan<float> Floats => floats ?? throw new InvalidOperationException("this tensor holds whole numbers; read Integers");

    /// <summary>The whole numbers, row by row.</summary>
    /// <exception cref="InvalidOperationException">The numbers are floats; see <see cref="Floats"/>.</exception>
    public ReadOnlySpan<long> Integers => integers ?? throw new InvalidOperationException("this tensor holds floats; read Floats");

    /// <summary>One number, by its position along each axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public double this[params ReadOnlySpan<int> position]
    {
        get
        {
            if (position.Length != Shape.Length)
                throw new ArgumentOutOfRangeException(nameof(position), $"a tensor of {Shape.Length} axes is read at {position.Length} positions");
            var index = 0;
            for (var axis = 0; axis < position.Length; axis++)
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position[axis], (uint)Shape[axis], nameof(position));
                index = (index * Shape[axis]) + position[axis];
            }

            return floats is null ? integers![index] : floats[index];
        }
    }

    /// <summary>A tensor of floats, which are copied.</summary>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="shape">The sizes of the axes; none for a list of all of them.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many.</exception>
    public static TensorData FromFloats(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => new(ShapeOf(values.Length, shape), values.ToArray(), null);

    /// <summary>A tensor of whole numbers, which are copied.</summary>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="shape">The sizes of the axes; none for a list of all of them.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many.</exception>
    public static TensorData FromIntegers(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => new(ShapeOf(values.Length, shape), null, values.ToArray());

    /// <summary>A single float, without axes.</summary>
    public static TensorData FromScalar(float value) => new([], [value], null);

    /// <summary>A single whole number, without axes.</summary>
    public static TensorData FromScalar(long value) => new([], null, [value]);

    /// <summary>A matrix of floats, which are copied.</summary>
    public static TensorData FromMatrix(float[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var copy = new float[values.Length];
        Buffer.BlockCopy(values, 0, copy, 0, values.Length * sizeof(float));
        return new TensorData([values.GetLength(0), values.GetLength(1)], copy, null);
    }

    /// <summary>The only number.</summary>
    /// <exception cref="InvalidOperationException">There are several, or none.</exception>
    public double ToScalar() => Count == 1 ? floats is null ? integers![0] : floats[0] : throw new InvalidOperationException($"a tensor of {Count} numbers is no single one");

    /// <summary>The floats as a matrix of the framework.</summary>
    /// <exception cref="InvalidOperationException">It has not two axes, or holds whole numbers.</exception>
    public float[,] ToMatrix()
    {
        if (Shape.Length != 2 || floats is null)
            throw new InvalidOperationException($"{this} is no matrix of floats");
        var matrix = new float[Shape[0], Shape[1]];
        Buffer.BlockCopy(floats, 0, matrix, 0, floats.Length * sizeof(float));
        return matrix;
    }

    /// <summary>Type and shape: <c>float[2, 3]</c>.</summary>
    public override string ToString() => $"{(IsInteger ? "int" : "float")}[{string.Join(", ", Shape)}]";

    internal static TensorData Of(Tensor tensor)
    {
        if (tensor.Element is ElementType.Int or ElementType.Bool)
        {
            var integers = new long[tensor.ElementCount];
            for (var i = 0L; i < integers.Length; i++)
                integers[i] = tensor.Element == ElementType.Int ? tensor.AsSpan<long>()[(int)i] : (long)tensor.GetDouble(i);
            return new TensorData(tensor.Shape, null, integers);
        }

        var floats = new float[tensor.ElementCount];
        CopyFloats(tensor, floats);
        return new TensorData(tensor.Shape, floats, null);
    }

    internal static void CopyFloats(Tensor tensor, Span<float> destination)
    {
        if (tensor.Element == ElementType.Float32)
        {
            tensor.AsSpan<float>().CopyTo(destination);
            return;
        }

        for (var i = 0; i < tensor.ElementCount; i++)
            destination[i] = (float)tensor.GetDouble(i);
    }

    internal void CopyTo(Tensor tensor)
    {
        if (integers is not null)
            integers.CopyTo(tensor.AsSpan<long>());
        else
            floats!.CopyTo(tensor.AsSpan<float>());
    }

    /// <summary>Whether a shape holds so many numbers; one with a negative size holds none at all.</summary>
    internal static bool Fills(int count, ReadOnlySpan<int> shape)
    {
        var product = 1L;
        foreach (var size in shape)
        {
            // No array has more numbers than an int counts, unless another axis is empty.
            if (size < 0 || product > int.MaxValue)
                return false;
            product *= size;
        }

        return product == count;
    }

    private static ImmutableArray<int> ShapeOf(int count, ReadOnlySpan<int> shape)
    {
        if (shape.IsEmpty)
            return [count];
        return Fills(count, shape) ? [.. shape] : throw new ArgumentException($"{count} numbers do not fill the shape [{string.Join(", ", shape.ToArray())}]", nameof(shape));
    }
}
