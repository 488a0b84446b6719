using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Lays operands out for a contraction by packing kernels before it: columns of the right operand side by side, and large operands so that what a tile reads
/// lies together. Where the columns do not lie side by side in the output, they are computed in another order and brought into place afterwards.
/// </summary>
internal sealed class ContractionPacking
{
    // A cache line's worth of the narrowest elements: columns of a packed block.
    private const int BlockColumns = 16;
    private const long LargeBytes = 1024 * 1024;

    // What is packed once for many turns: less than this stays in the second cache with all that a turn computes.
    private const long FewestBytesForOnce = 512 * 1024;
    private const int FewestRowsForLarge = 256;
    private const int FewestRowsForConflicting = 128;

    // Packing a left operand saves a twentieth of the products' time: fewer columns or rows would not pay for it.
    private const int FewestColumnsForLeft = 768;

    // Where steps lie further apart, lines are gone from the second cache before the next block of columns reads them, and half as many columns pay.
    private const int FewestColumnsForFarLeft = 384;
    private const int FewestRowsForLeft = 65;

    // Rows so many bytes apart, or a multiple of it, use few sets of the caches: of the second where the reduced loop steps from one to the next.
    private const long ConflictingRows = 4096;
    private const long ConflictingSteps = 1024;
    private const long FarSteps = 8192;

    // Many rows together are copied in long pieces and cut into panels as high as registers allow; otherwise a panel is what lies together.
    private static readonly int[] PanelHeights = [64, 14, 13, 12, 11, 10, 9, 8];

    private readonly Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer;
    private readonly Func<TensorBuffer, bool>? isPackedOnce;
    private readonly List<Kernel> kernels = [];

    private ContractionPacking(Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer, Func<TensorBuffer, bool>? isPackedOnce)
    {
        (this.addBuffer, this.isPackedOnce) = (addBuffer, isPackedOnce);
    }

    /// <param name="contraction">With the columns moving the right operand.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    /// <param name="isPackedOnce">Whether packing a buffer costs nothing.</param>
    public static ImmutableArray<Kernel> Pack(
        ContractionKernel contraction, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer, Func<TensorBuffer, bool>? isPackedOnce = null)
    {
        if (contraction.Output.Buffer.Element is ElementType.Float16 or ElementType.BFloat16)
            return PackHalves(contraction, addBuffer);
        var packing = new ContractionPacking(addBuffer, isPackedOnce);
        var columns = ContractionRoles.Of(contraction, isPackedOnce)!.Columns;
        var packed = packing.PackLeft(packing.PackRight(contraction, columns, out var innermost));
        if (columns.OutputStride == 1)
            return [.. packing.kernels, packed];
        var (direct, unpack) = packing.StoreColumnsTogether(packed, innermost);
        return [.. packing.kernels, direct, unpack];
    }

    /// <summary>Operands of 16 bits are converted to singles, and the product back.</summary>
    private static ImmutableArray<Kernel> PackHalves(ContractionKernel contraction, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var (left, right) = (Singles(contraction.Left.Buffer), Singles(contraction.Right.Buffer));
        if (contraction.Left.Buffer == contraction.Right.Buffer)
            right = left;
        var product = Singles(contraction.Output.Buffer);
        var wide = contraction with
        {
            Output = contraction.Output with { Buffer = product },
            Left = contraction.Left with { Buffer = left },
            Right = contraction.Right with { Buffer = right },
        };
        var kernels = ImmutableArray.CreateBuilder<Kernel>();
        kernels.Add(Conversion(contraction.Left.Buffer, left));
        if (right != left)
            kernels.Add(Conversion(contraction.Right.Buffer, right));
        var roles = ContractionRoles.Of(wide)!;
        kernels.AddRange(Pack(roles.IsSwapped ? wide.Swapped() : wide, addBuffer));
        kernels.Add(Conversion(product, contraction.Output.Buffer));
        return kernels.ToImmutable();

        TensorBuffer Singles(TensorBuffer buffer) => addBuffer($"{buffer.Name}.singles", ElementType.Float32, buffer.Shape);

        PackKernel Conversion(TensorBuffer from, TensorBuffer to)
        {
            var strides = DenseStrides(from.Shape);
            return new PackKernel(contraction.Node, new ContractionOperand(from, 0), to, [.. from.Shape.Select((size, i) => new PackLoop(size, strides[i], strides[i]))]);
        }
    }

    private static bool IsLarge(ContractionOperand operand) => operand.Buffer.ByteCount > LargeBytes;

    private static long Product(IEnumerable<ContractionLoop> loops) => loops.Aggregate(1L, static (product, loop) => product * loop.Extent);

    /// <param name="innermost">The loop of the result that moves the right operand and, where its order is kept, the output from one column to the next.</param>
    private ContractionKernel PackRight(ContractionKernel kernel, ContractionLoop columns, out ContractionLoop innermost)
    {
        innermost = columns;
        var moving = kernel.Loops.Where(static loop => loop.RightStride != 0).ToList();
        var isBlocked = columns.Extent % BlockColumns == 0 && columns.Extent > BlockColumns;
        if (columns.RightStride == 1 && !(isBlocked && Product(moving) <= kernel.Right.Buffer.ElementCount && PaysForBlocks(kernel, moving)))
            return kernel;
        var order = new List<(ContractionLoop Loop, ContractionLoop Part)>();
        foreach (var loop in moving.Where(loop => !loop.IsReduced && loop != columns))
            order.Add((loop, loop));

        // The outermost of several sums stays outermost, so that a batch is packed image by image, by whoever has just computed one.
        var reduced = moving.FindAll(static loop => loop.IsReduced);
        var first = reduced.Count > 1 ? reduced.MaxBy(static loop => Math.Abs(loop.RightStride)) : null;
        if (first is not null)
            order.Add((first, first));
        if (isBlocked)
            order.Add((columns, columns.Part(columns.Extent / BlockColumns, BlockColumns)));
        foreach (var loop in reduced.Where(loop => loop != first))
            order.Add((loop, loop));
        order.Add((columns, isBlocked ? columns.Part(BlockColumns, 1) : columns));
        innermost = order[^1].Part with { RightStride = 1 };
        var (operand, strides) = AddPack(kernel.Node, kernel.Right, order, static loop => loop.RightStride);
        return kernel with
        {
            Right = operand,
            Loops = Replace(kernel.Loops, order, (part, place) => part with { RightStride = place < 0 ? 0 : strides[place] }),
        };
    }

    /// <summary>Whether rows of columns that lie side by side are better read from blocks, in which nothing lies between the rows of a tile.</summary>
    private bool PaysForBlocks(ContractionKernel kernel, List<ContractionLoop> moving) => isPackedOnce?.Invoke(kernel.Right.Buffer) == true
        ? kernel.Right.Buffer.ByteCount >= FewestBytesForOnce
        : IsLarge(kernel.Right) && Product(kernel.Loops.Where(static loop => !loop.IsReduced && loop.RightStride == 0)) >= FewestRows(kernel.Right, moving);

    /// <summary>Rows that share the work of packing.</summary>
    private static int FewestRows(ContractionOperand right, List<ContractionLoop> moving) =>
        moving.Exists(loop => loop.IsReduced && loop.RightStride * right.Buffer.Element.ByteSize() % ConflictingRows == 0) ? FewestRowsForConflicting : FewestRowsForLarge;

    /// <summary>Packs a left operand whose rows lie side by side where the steps of the reduced loop compete for the same places in the second cache.</summary>
    private ContractionKernel PackLeft(ContractionKernel kernel)
    {
        var rows = kernel.Loops.Where(static loop => !loop.IsReduced && loop is { LeftStride: not 0, RightStride: 0 }).MaxBy(static loop => loop.Extent);
        var columns = Product(kernel.Loops.Where(static loop => !loop.IsReduced && loop.LeftStride == 0));
        var moving = kernel.Loops.Where(static loop => loop.LeftStride != 0).ToList();
        if (rows is not { LeftStride: 1, Extent: >= FewestRowsForLeft } || columns < FewestColumnsForFarLeft || !IsLarge(kernel.Left) || Product(moving) > kernel.Left.Buffer.ElementCount)
            return kernel;
        var size = kernel.Left.Buffer.Element.ByteSize();
        var steps = columns < FewestColumnsForLeft ? FarSteps : ConflictingSteps;
        if (!moving.Exists(loop => loop.IsReduced && loop.LeftStride * size % steps == 0) || PanelHeights.FirstOrDefault(height => rows.Extent % height == 0) is not (> 0 and var height))
            return kernel;
        var order = new List<(ContractionLoop Loop, ContractionLoop Part)>();
        foreach (var loop in moving.Where(loop => !loop.IsReduced && loop != rows))
            order.Add((loop, loop));
        order.Add((rows, rows.Part(rows.Extent / height, height)));
        order.AddRange(moving.Where(static loop => loop.IsReduced).Select(static loop => (loop, loop)));
        order.Add((rows, rows.Part(height, 1)));
        var (operand, strides) = AddPack(kernel.Node, kernel.Left, order, static loop => loop.LeftStride);
        return kernel with
        {
            Left = operand,
            Loops = Replace(kernel.Loops, order, (part, place) => part with { LeftStride = place < 0 ? 0 : strides[place] }),
        };
    }

    private (ContractionOperand Operand, long[] Strides) AddPack(
        Node node, ContractionOperand source, List<(ContractionLoop Loop, ContractionLoop Part)> order, Func<ContractionLoop, long> stride)
    {
        var extents = order.Select(static item => item.Part.Extent).ToImmutableArray();
        var strides = DenseStrides(extents);
        var packed = addBuffer($"{source.Buffer.Name}.packed", source.Buffer.Element, extents);
        kernels.Add(new PackKernel(node, source, packed, [.. order.Select((item, i) => new PackLoop(item.Part.Extent, stride(item.Part), strides[i]))]));
        return (new ContractionOperand(packed, 0), strides);
    }

    /// <summary>The loops with those that were split in parts, each with its new stride; -1 is the place of a loop that does not move the packed operand.</summary>
    private static ImmutableArray<ContractionLoop> Replace(
        ImmutableArray<ContractionLoop> loops, List<(ContractionLoop Loop, ContractionLoop Part)> order, Func<ContractionLoop, int, ContractionLoop> restride)
    {
        var result = ImmutableArray.CreateBuilder<ContractionLoop>();
        foreach (var loop in loops)
        {
            var count = result.Count;
            for (var place = 0; place < order.Count; place++)
            {
                if (ReferenceEquals(order[place].Loop, loop))
                    result.Add(restride(order[place].Part, place));
            }

            if (result.Count == count)
                result.Add(restride(loop, -1));
        }

        return result.ToImmutable();
    }

    /// <summary>Lets the contraction store into a temporary whose innermost axis the columns are, and a packing kernel bring that into the output's order.</summary>
    private (ContractionKernel Direct, PackKernel Unpack) StoreColumnsTogether(ContractionKernel kernel, ContractionLoop innermost)
    {
        var inner = kernel.Loops.Where(static loop => !loop.IsReduced).OrderBy(loop => loop == innermost ? 1 : 0).ToList();
        var temporary = addBuffer($"{kernel.Output.Buffer.Name}.unordered", kernel.Output.Buffer.Element, [.. inner.Select(static loop => loop.Extent)]);
        var strides = DenseStrides(temporary.Shape);
        var outer = kernel.Loops.Where(static loop => !loop.IsReduced).OrderByDescending(static loop => loop.OutputStride).ToList();
        var unpack = new PackKernel(
            kernel.Node, new ContractionOperand(temporary, 0), kernel.Output.Buffer, [.. outer.Select(loop => new PackLoop(loop.Extent, strides[inner.IndexOf(loop)], loop.OutputStride))]);
        var direct = kernel with
        {
            Output = new ContractionOperand(temporary, 0),
            Loops = [.. inner.Select((loop, i) => loop with { OutputStride = strides[i] }), .. kernel.Loops.Where(static loop => loop.IsReduced)],
        };
        return (direct, unpack);
    }

    private static long[] DenseStrides(ImmutableArray<int> extents)
    {
        var strides = new long[extents.Length];
        var stride = 1L;
        for (var i = extents.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= extents[i];
        }

        return strides;
    }
}
