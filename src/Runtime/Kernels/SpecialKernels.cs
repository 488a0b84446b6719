using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Copies a buffer to another of the same type and number of elements.</summary>
public sealed record CopyKernel(Node Node, TensorBuffer Source, TensorBuffer Destination) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Source];

    public override ImmutableArray<TensorBuffer> Writes => [Destination];

    /// <summary>The copy as a loop over elements, so that it can be a part of launches.</summary>
    /// <param name="value">What every element is, where that is known; else they are loaded.</param>
    public ElementKernel AsElements(double? value = null)
    {
        LoopVariable[] axes = [.. Destination.Shape.Select(static (size, axis) => new LoopVariable($"i{axis}", size))];
        ImmutableArray<IndexExpression> indices = [.. axes.Select(static axis => axis.Extent == 1 ? (IndexExpression)new ConstantIndex(0) : axis)];
        ScalarExpression body = value is { } known ? new ConstantScalar(known, Destination.Element) : new LoadScalar(Source, indices);
        return new ElementKernel(Node, Destination, [.. axes.Where(static axis => axis.Extent != 1)], indices, body, []);
    }
}

/// <summary>Adds each row of the updates, in order, into a table of zeros at the row that the index of the same position names.</summary>
public sealed record ScatterAddKernel(Node Node, TensorBuffer Indices, TensorBuffer Updates, TensorBuffer Output) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Indices, Updates];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>Solves A x = b for each matrix of the leading axes, by LU decomposition with partial pivoting.</summary>
/// <param name="Matrix">A: [.., n, n].</param>
/// <param name="RightHandSide">b: [.., n, k].</param>
/// <param name="Output">x: [.., n, k].</param>
public sealed record SolveKernel(Node Node, TensorBuffer Matrix, TensorBuffer RightHandSide, TensorBuffer Output) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Matrix, RightHandSide];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>The old values with one position of an axis replaced by the row. Where output and old values lie in the same place, only that position is written.</summary>
/// <param name="Old">The values before.</param>
/// <param name="Row">The new position: the same shape with size 1 along the axis.</param>
/// <param name="Index">Its number, an int; outside of the axis nothing is replaced.</param>
public sealed record WriteAtKernel(Node Node, TensorBuffer Old, TensorBuffer Row, TensorBuffer Index, TensorBuffer Output, int Axis) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [.. ((TensorBuffer[])[Old, Row, Index]).Distinct()];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>A matrix [n, m] as whole numbers from -127 to 127 of its columns' scales, eight columns in each int: byte j % 8 of int [i, j / 8].</summary>
public sealed record QuantizeKernel(Node Node, TensorBuffer Weights, TensorBuffer Scales, TensorBuffer Output) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Weights, Scales];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>Rows [.., n] times a matrix of codes [n, m / 8] with scales [m]; sums are formed in the order of n, with multiply-adds of single precision.</summary>
public sealed record QuantizedProductKernel(Node Node, TensorBuffer Input, TensorBuffer Codes, TensorBuffer Scales, TensorBuffer Output) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Input, Codes, Scales];

    public override ImmutableArray<TensorBuffer> Writes => [Output];

    /// <summary>The number of rows.</summary>
    public long Rows => Output.ElementCount / Scales.ElementCount;
}

/// <summary>The indices that sort each row of the last axis from small to large; equal elements keep their order, NaN comes last.</summary>
public sealed record ArgSortKernel(Node Node, TensorBuffer Input, TensorBuffer Output) : Kernel(Node)
{
    /// <summary>So many neighbouring elements are sorted by themselves, the last ones of a row perhaps fewer; a whole row if nothing else is said.</summary>
    public int Run { get; init; } = Math.Max(1, Input.Shape[^1]);

    public override ImmutableArray<TensorBuffer> Reads => [Input];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}

/// <summary>Merges neighbouring sorted runs of each row's indices, two by two; equal elements keep their order, NaN comes last.</summary>
/// <param name="Input">What is sorted.</param>
/// <param name="Runs">Indices, sorted in runs.</param>
/// <param name="Output">Indices, sorted in runs of twice the length.</param>
/// <param name="Run">The length of a run.</param>
public sealed record ArgSortMergeKernel(Node Node, TensorBuffer Input, TensorBuffer Runs, TensorBuffer Output, int Run) : Kernel(Node)
{
    public override ImmutableArray<TensorBuffer> Reads => [Input, Runs];

    public override ImmutableArray<TensorBuffer> Writes => [Output];
}
