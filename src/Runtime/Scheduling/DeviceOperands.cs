using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Operands of products for devices stay as they lie, unless every group would gather them from all over the memory: a small one that many groups read, as the weights of a convolution's gradient, whose
/// channels are summed over, is brought into order once before.
/// </summary>
internal static class DeviceOperands
{
    private const int SectorBytes = 32;
    private const int TileSide = 128;

    // So many times the least is worth another launch, if it comes to so many bytes.
    private const double FewestTimes = 2.5;
    private const double FewestBytes = 4 << 20;
    private const long LongDepth = 16;

    /// <summary>The product with its operands in order.</summary>
    /// <param name="kernel">The product.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    /// <param name="packs">Takes up the kernels that bring them there.</param>
    public static ContractionKernel Pack(ContractionKernel kernel, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer, ImmutableArray<Kernel>.Builder packs)
    {
        // The last part of a sum may be shorter than the loops say, so that not all of them lead to elements.
        if (kernel.LastPart is not null)
            return kernel;
        var isRightPacked = PackLeft(kernel.Swapped(), addBuffer, packs)?.Swapped() ?? kernel;
        return PackLeft(isRightPacked, addBuffer, packs) ?? isRightPacked;
    }

    private static ContractionKernel? PackLeft(ContractionKernel kernel, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer, ImmutableArray<Kernel>.Builder packs)
    {
        var (buffer, bytes) = (kernel.Left.Buffer, kernel.Left.Buffer.Element.ByteSize());
        ContractionLoop[] moving = [.. kernel.Loops.Where(static loop => loop.LeftStride != 0 && loop.Extent > 1)];
        ContractionLoop[] depth = [.. moving.Where(static loop => loop.IsReduced)];
        ContractionLoop[] lines = [.. moving.Where(static loop => !loop.IsReduced && loop.RightStride == 0)];
        var elements = Product(moving);
        if (kernel.Left.HoldsCodes || kernel.Loops.Any(static loop => loop is { IsReduced: true, LeftStride: 0, Extent: > 1 }) || elements > buffer.ElementCount || elements < WarpSectors.Items)
            return null;
        var least = (double)bytes / SectorBytes;
        var sectors = Math.Min(WarpSectors.Of([.. depth], static loop => loop.LeftStride, bytes), WarpSectors.Of([.. lines], static loop => loop.LeftStride, bytes));
        var readers = Math.Ceiling(Product(kernel.Loops.Where(static loop => !loop.IsReduced && loop.LeftStride == 0)) / (double)TileSide);
        if (sectors < FewestTimes * least || (sectors - least) * SectorBytes * elements * (readers - 1) < FewestBytes)
            return null;
        var batches = moving.Except(depth).Except(lines);
        ContractionLoop[] order = [.. Product(depth) >= LongDepth ? batches.Concat(lines).Concat(depth) : batches.Concat(depth).Concat(lines)];
        var strides = new Dictionary<ContractionLoop, long>(ReferenceEqualityComparer.Instance);
        var stride = 1L;
        foreach (var loop in order.Reverse())
        {
            strides.Add(loop, stride);
            stride *= loop.Extent;
        }

        var packed = addBuffer($"{buffer.Name}.packed", buffer.Element, [.. order.Select(static loop => loop.Extent)]);
        packs.Add(new PackKernel(kernel.Node, kernel.Left, packed, [.. order.Select(loop => new PackLoop(loop.Extent, loop.LeftStride, strides[loop]))]));
        return kernel with
        {
            Left = new ContractionOperand(packed, 0),
            Loops = [.. kernel.Loops.Select(loop => strides.TryGetValue(loop, out var next) ? loop with { LeftStride = next } : loop)],
        };
    }

    private static long Product(IEnumerable<ContractionLoop> loops) => loops.Aggregate(1L, static (product, loop) => product * loop.Extent);
}
