using System.Globalization;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>A contraction as a batch of matrix products: rows of the left operand by columns of the right one, summed over the depth.</summary>
/// <param name="Kernel">The contraction.</param>
/// <param name="Rows">The loops that move the left operand only.</param>
/// <param name="Columns">The loops that move the right operand only.</param>
/// <param name="Batches">The loops of the output that move both operands, or neither.</param>
/// <param name="Depth">The loops that are summed over.</param>
internal sealed record ContractionShape(ContractionKernel Kernel, LoopGroup Rows, LoopGroup Columns, LoopGroup Batches, LoopGroup Depth)
{
    // A tile may begin before the end and reach so far behind it.
    private const int MostBehind = 4096;

    /// <summary>The type of positions in all three buffers: int where they are small enough.</summary>
    public string IndexType => Kernel.Operands.All(static buffer => buffer.ElementCount <= int.MaxValue - MostBehind) && !(Kernel.Right.HoldsCodes && Kernel.Right.Buffer.ByteCount > int.MaxValue - MostBehind) ? "int" : "i64";

    /// <summary>The type in which sums are formed.</summary>
    public CType Sum => CType.Of(Kernel.Output.Buffer.Element);

    /// <summary>How many terms the sums of the last part have, where the sums are parts of others; else as many as all.</summary>
    public long LastDepth => Kernel.LastPart is { } last ? Depth.Extent / Depth.Loops[0].Extent * last : Depth.Extent;

    /// <summary>How many terms the sums of a batch have, in the text of which the batch is known.</summary>
    public string DepthOfBatch => Kernel.LastPart is null
        ? CType.Whole64(Depth.Extent)
        : string.Create(CultureInfo.InvariantCulture, $"batch / {Batches.Extent / Kernel.Loops[0].Extent} == {Kernel.Loops[0].Extent - 1} ? {LastDepth} : {Depth.Extent}");

    /// <summary>Bytes of the elements.</summary>
    public ProductSizes Sizes => new(TiledProductRenderer.BytesOf(Kernel.Output.Buffer.Element), Left.KeptBytes, Right.KeptBytes);

    /// <summary>The operand of the rows.</summary>
    public ProductOperand Left => new("left", Kernel.Left, Rows, Depth, Batches, LastDepth, static loop => loop.LeftStride);

    /// <summary>The operand of the columns.</summary>
    public ProductOperand Right => new("right", Kernel.Right, Columns, Depth, Batches, LastDepth, static loop => loop.RightStride);

    public static ContractionShape Of(ContractionKernel kernel) => new(
        kernel,
        Group(kernel, static loop => !loop.IsReduced && loop.LeftStride != 0 && loop.RightStride == 0),
        Group(kernel, static loop => !loop.IsReduced && loop.LeftStride == 0 && loop.RightStride != 0),
        Group(kernel, static loop => !loop.IsReduced && (loop.LeftStride != 0) == (loop.RightStride != 0)),
        Group(kernel, static loop => loop.IsReduced));

    /// <summary>Whether an output's columns can be stored by so many at a time.</summary>
    public bool StoresColumnsBy(int count) => Columns.IsStoredBy(count, Kernel.Output, Rows.Loops.Concat(Batches.Loops));

    private static LoopGroup Group(ContractionKernel kernel, Func<ContractionLoop, bool> belongs) => new([.. kernel.Loops.Where(belongs)]);
}
