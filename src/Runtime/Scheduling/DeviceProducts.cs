using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Contractions for devices: operands stay as they lie and in their own type, since a group brings them into its memory in any order. Long sums for few results are cut
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
        var longest = product.Loops.Where(static loop => loop.IsReduced).MaxBy(static loop => loop.Extent)!;
        var parts = cutsSums ? PartsOf(product, longest.Extent) : 1;
        if (parts < 2)
            return [product];
        var output = product.Output.Buffer;
        var element = output.Element is ElementType.Float16 or ElementType.BFloat16 ? ElementType.Float32 : output.Element;
        var partial = addBuffer($"{output.Name}.parts", element, output.Shape.Insert(0, parts));
        var length = longest.Extent / parts;
        var cut = product with
        {
            Output = product.Output with { Buffer = partial },
            Loops =
            [
                new ContractionLoop(parts, output.ElementCount, longest.LeftStride * length, longest.RightStride * length, IsReduced: false),
                .. product.Loops.Select(loop => ReferenceEquals(loop, longest) ? loop with { Extent = length } : loop),
            ],
        };
        return [cut, Addition(product, partial, parts)];
    }

    // Neighbouring items store neighbouring columns.
    private static bool StoresRowsTogether(ContractionKernel kernel)
    {
        var last = kernel.Loops.Where(static loop => !loop.IsReduced).MinBy(static loop => loop.OutputStride);
        return last is { OutputStride: 1, LeftStride: not 0, RightStride: 0 };
    }

    private static int PartsOf(ContractionKernel kernel, int extent)
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
        var most = Math.Min(Math.Min((WantedGroups + tiles - 1) / tiles, depth / LeastPart), MostBytes / (sizeof(float) * rows * columns * batches));
        for (var parts = (int)Math.Min(most, extent); parts >= 2; parts--)
        {
            if (extent % parts == 0)
                return parts;
        }

        return 1;
    }

    private static ElementKernel Addition(ContractionKernel product, TensorBuffer partial, int parts)
    {
        var output = product.Output.Buffer;
        var part = new LoopVariable("part", parts);
        var loops = ImmutableArray.CreateBuilder<LoopVariable>();
        var indices = ImmutableArray.CreateBuilder<IndexExpression>();
        foreach (var size in output.Shape)
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

        ScalarExpression sum = new ReduceScalar(ReductionKind.Sum, [part], new LoadScalar(partial, [part, .. indices]));
        return new ElementKernel(product.Node, output, loops.ToImmutable(), indices.ToImmutable(), sum.Element == output.Element ? sum : new CastScalar(sum, output.Element), []);
    }
}
