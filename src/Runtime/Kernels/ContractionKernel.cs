using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>
/// output[o] = sum over the reduced loops of left[l] * right[r], where all three positions are affine in the loops: matrix products
/// of any transposition, batched ones, and convolutions through sliding windows.
/// </summary>
public sealed record ContractionKernel(
    Node Node, ContractionOperand Output, ContractionOperand Left, ContractionOperand Right, ImmutableArray<ContractionLoop> Loops) : Kernel(Node)
{
    /// <summary>Whether the sums are added to what the output holds.</summary>
    public bool Accumulate { get; init; }

    /// <summary>What each sum begins with: a bias, a residual, another product; 0 when there is none.</summary>
    public ContractionOperand? Start { get; init; }

    /// <summary>
    /// Turns of the outermost reduced loop in the last part of its sum, where the first loop counts parts that are too long for the last one; null where every turn of all loops counts.
    /// </summary>
    public int? LastPart { get; init; }

    /// <summary>What may be left out; at most two limits.</summary>
    public ImmutableArray<ContractionLimit> Limits { get; init; } = [];

    public override ImmutableArray<TensorBuffer> Reads =>
        [.. (Accumulate ? [Left.Buffer, Right.Buffer, Output.Buffer] : Start is null ? (TensorBuffer[])[Left.Buffer, Right.Buffer] : [Left.Buffer, Right.Buffer, Start.Buffer])
            .Concat(Limits.Select(static limit => limit.Guard?.Buffer).OfType<TensorBuffer>()).Distinct()];

    public override ImmutableArray<TensorBuffer> Writes => [Output.Buffer];

    /// <summary>The same product with its operands exchanged.</summary>
    public ContractionKernel Swapped() => this with { Left = Right, Right = Left, Loops = [.. Loops.Select(static loop => loop.Swapped())] };
}

/// <summary>A buffer and the position of the element at which all loops are zero.</summary>
public sealed record ContractionOperand(TensorBuffer Buffer, long Offset)
{
    /// <summary>Whether its elements are whole numbers of 8 bits, eight of which lie in each int of the buffer.</summary>
    public bool HoldsCodes { get; init; }
}

/// <summary>One loop of a contraction, with the number of elements by which it moves through each operand.</summary>
/// <param name="IsReduced">Whether it is summed over; its output stride is then 0.</param>
public sealed record ContractionLoop(int Extent, long OutputStride, long LeftStride, long RightStride, bool IsReduced)
{
    /// <summary>The number of elements by which it moves through what the sums begin with.</summary>
    public long StartStride { get; init; }

    /// <summary>So many turns, each of which moves as far as several of this loop's.</summary>
    public ContractionLoop Part(int extent, int turns) => this with
    {
        Extent = extent,
        OutputStride = OutputStride * turns,
        LeftStride = LeftStride * turns,
        RightStride = RightStride * turns,
        StartStride = StartStride * turns,
    };

    public ContractionLoop Swapped() => this with { LeftStride = RightStride, RightStride = LeftStride };
}
