using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Contractions for devices: operands keep their own type, and nearly all stay as they lie (<see cref="DeviceOperands"/>), since a group brings them into its memory in any order. Long sums for few results are cut
/// into parts that groups form at the same time, each in single precision, and added in order by a second kernel; how is a function of the shape alone.
/// </summary>
internal static class DeviceProducts
{
    private const int TileSide = 128;

    // With so many tiles most of a large device has work; cut sums come to about the second number of groups.
    private const long ManyTiles = 64;
    private const long WantedGroups = 128;

    // Shorter parts would cost more to store and add than they save.
    private const long LeastPart = 256;
    private const long MostBytes = 64 << 20;

    // So much of the depth is in a group's memory at a time.
    private const int DepthGrain = 32;

    // Smaller products are computed where they are used, element by element.
    private const long FewestProducts = 4096;

    /// <summary>Whether a contraction deserves tiles, or is left to the kernel of its elements.</summary>
    /// <param name="kernel">The contraction.</param>
    public static bool IsWorthwhile(ContractionKernel kernel) => kernel.Loops.Aggregate(1L, static (product, loop) => product * loop.Extent) >= FewestProducts;

    /// <summary>The kernels of a contraction.</summary>
    /// <param name="kernel">The contraction.</param>
    /// <param name="cutsSums">Whether its sums may be cut into parts.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    public static ImmutableArray<Kernel> Lower(ContractionKernel kernel, bool cutsSums, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var product = StoresRowsTogether(kernel) ? kernel.Swapped() : kernel;
        if (!cutsSums)
            return [product];
        var packs = ImmutableArray.CreateBuilder<Kernel>();
        product = DeviceOperands.Pack(product, addBuffer, packs);
        if (CutOf(product) is not var (whole, parts, length))
            return [.. packs, product];
        var output = product.Output.Buffer;
        var element = output.Element is ElementType.Float16 or ElementType.BFloat16 ? ElementType.Float32 : output.Element;
        var partial = addBuffer($"{output.Name}.parts", element, output.Shape.Insert(0, parts));
        var cut = product with
        {
            Output = product.Output with { Buffer = partial },
            Loops =
            [
                new ContractionLoop(parts, output.ElementCount, whole.LeftStride * length, whole.RightStride * length, IsReduced: false),
                .. product.Loops.Select(loop => ReferenceEquals(loop, whole) ? loop with { Extent = length } : loop),
            ],
            LastPart = parts * length == whole.Extent ? null : whole.Extent - ((parts - 1) * length),
        };
        return [.. packs, cut, Addition(product, partial, parts)];
    }

    /// <summary>The kernels of a product with a quantized matrix: a product with its codes, whose columns are then multiplied by their scales.</summary>
    /// <param name="kernel">The product.</param>
    /// <param name="cutsSums">Whether its sums may be cut into parts.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    public static ImmutableArray<Kernel> Lower(QuantizedProductKernel kernel, bool cutsSums, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var (output, columns, depth) = (kernel.Output, (int)kernel.Scales.ElementCount, kernel.Codes.Shape[0]);
        if (kernel.Rows * columns * depth < FewestProducts || kernel.Rows > int.MaxValue)
            return [kernel];
        var sums = addBuffer($"{output.Name}.sums", output.Element, output.Shape);
        ContractionLoop[] loops = [new((int)kernel.Rows, columns, depth, 0, IsReduced: false), new(columns, 1, 0, 1, IsReduced: false), new(depth, 0, 1, columns, IsReduced: true)];
        var product = new ContractionKernel(
            kernel.Node, new ContractionOperand(sums, 0), new ContractionOperand(kernel.Input, 0), new ContractionOperand(kernel.Codes, 0) { HoldsCodes = true },
            [.. loops.Where(static loop => loop.Extent > 1 || loop.IsReduced)]);
        var (variables, indices) = ElementsOf(output);
        var scaled = new BinaryScalar(ScalarOperation.Multiply, new LoadScalar(sums, indices), new LoadScalar(kernel.Scales, [indices[^1]]), output.Element);
        return [.. Lower(product, cutsSums, addBuffer), new ElementKernel(kernel.Node, output, variables, indices, scaled, [])];
    }

    // Neighbouring items store neighbouring columns.
    private static bool StoresRowsTogether(ContractionKernel kernel)
    {
        var last = kernel.Loops.Where(static loop => !loop.IsReduced).MinBy(static loop => loop.OutputStride);
        return last is { OutputStride: 1, LeftStride: not 0, RightStride: 0 };
    }

    // The longest loop in equal parts; or the outermost one, whose last part may be shorter, where that gives more of them. Parts begin where pieces of the depth do.
    private static (ContractionLoop Loop, int Parts, int Length)? CutOf(ContractionKernel kernel)
    {
        var most = MostPartsOf(kernel);
        ContractionLoop[] reduced = [.. kernel.Loops.Where(static loop => loop.IsReduced)];
        var (longest, outermost) = (reduced.MaxBy(static loop => loop.Extent)!, reduced[0]);
        var even = (int)Math.Max(1, Math.Min(most, longest.Extent));
        while (longest.Extent % even != 0)
            even--;
        var grain = reduced.Length == 1 ? DepthGrain : 1;
        var length = most < 2 ? outermost.Extent : (int)(((outermost.Extent + most - 1) / most + grain - 1) / grain * grain);
        var uneven = (outermost.Extent + length - 1) / length;
        if (uneven > even && outermost is { LeftStride: not 0, RightStride: not 0 })
            return (outermost, uneven, length);
        return even > 1 ? (longest, even, longest.Extent / even) : null;
    }

    private static long MostPartsOf(ContractionKernel kernel)
    {
        var (rows, columns, batches, depth) = (1L, 1L, 1L, 1L);
        foreach (var loop in kernel.Loops)
        {
            if (loop.IsReduced)
                depth *= loop.Extent;
            else if (loop.LeftStride != 0 && loop.RightStride == 0)
                rows *= loop.Extent;
            else if (loop.LeftStride == 0 && loop.RightStride != 0)
                columns *= loop.Extent;
            else
                batches *= loop.Extent;
        }

        var tiles = ((rows + TileSide - 1) / TileSide) * ((columns + TileSide - 1) / TileSide) * batches;
        if (tiles >= ManyTiles)
            return 1;
        return Math.Min(Math.Min((WantedGroups + tiles - 1) / tiles, depth / LeastPart), MostBytes / (sizeof(float) * rows * columns * batches));
    }

    private static ElementKernel Addition(ContractionKernel product, TensorBuffer partial, int parts)
    {
        var output = product.Output.Buffer;
        var part = new LoopVariable("part", parts);
        var (loops, indices) = ElementsOf(output);
        ScalarExpression sum = new ReduceScalar(ReductionKind.Sum, [part], new LoadScalar(partial, [part, .. indices]));
        return new ElementKernel(product.Node, output, loops, indices, sum.Element == output.Element ? sum : new CastScalar(sum, output.Element), []);
    }

    // A loop for each axis of a buffer that has more than one element, and its indices by them.
    private static (ImmutableArray<LoopVariable> Loops, ImmutableArray<IndexExpression> Indices) ElementsOf(TensorBuffer buffer)
    {
        var loops = ImmutableArray.CreateBuilder<LoopVariable>();
        var indices = ImmutableArray.CreateBuilder<IndexExpression>();
        foreach (var size in buffer.Shape)
        {
            if (size == 1)
            {
                indices.Add(new ConstantIndex(0));
                continue;
            }

            var variable = new LoopVariable($"i{indices.Count}", size);
            loops.Add(variable);
            indices.Add(variable);
        }

        return (loops.ToImmutable(), indices.ToImmutable());
    }
}
