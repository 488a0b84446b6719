using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.CStyle.Products;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.DeviceChecks.Running;

/// <summary>The checks of products: every layout and element type, every tile, and the form for tensor cores, emulated where there are none.</summary>
internal static class ProductChecks
{
    private const int Stages = 3;

    public static ImmutableArray<DeviceCheck> Of(string suite)
    {
        return
        [
            Plain("f32", [.. ProductCases.Layouts(ElementType.Float32, 65, 37, 36), ProductCases.Added(ElementType.Float32, 40, 21, 36), ProductCases.Plain(ElementType.Float32, 130, 129, 1)]),
            Plain("f16", [.. ProductCases.Layouts(ElementType.Float16, 40, 48, 68)[1..], ProductCases.Widened(ElementType.Float16, 33, 17, 40)]),
            Plain("bf16", [.. ProductCases.Layouts(ElementType.BFloat16, 1, 70, 40)[..4], ProductCases.Added(ElementType.BFloat16, 16, 16, 24)]),
            Plain("f64", [.. ProductCases.Layouts(ElementType.Float64, 19, 40, 33)[2..]]),
            Plain("few", [.. ProductCases.Layouts(ElementType.Float32, 3, 5, 7), ProductCases.Added(ElementType.Float16, 5, 3, 2)]),
            Tiles("tiles", ElementType.Float32),
            Tiles("half tiles", ElementType.Float16),
            Matrices("tensor cores, f16", [.. ProductCases.Layouts(ElementType.Float16, 72, 104, 88), ProductCases.Added(ElementType.Float16, 40, 24, 72), ProductCases.Widened(ElementType.Float16, 64, 96, 32)]),
            Matrices("tensor cores, bf16", [.. ProductCases.Layouts(ElementType.BFloat16, 64, 64, 64)[2..6]]),
            Matrices("tensor cores, odd sizes", [.. ProductCases.Layouts(ElementType.Float16, 51, 33, 43)[1..], ProductCases.Added(ElementType.BFloat16, 17, 129, 31)]),
            Matrices("tensor cores, few", [.. ProductCases.Layouts(ElementType.Float16, 16, 40, 24)[..5], ProductCases.Plain(ElementType.Float16, 17, 35, 19)]),
            MatrixTilesOf("tensor tiles"),
            Wrong("wrong fragments"),
            new GraphCheck(suite, "cut sums", new(CutSums)),
            new GraphCheck(suite, "epilogues", new(Epilogues)),
            new EmulatedGraphCheck(suite, "epilogues of tensor cores", new(MatrixEpilogues)),
            new EmulatedGraphCheck(suite, "cut sums of tensor cores", new(MatrixCutSums)),
        ];

        // Fragments and halves of them in each other's place; what would not show here would not show anywhere.
        ProductCheck Wrong(string name)
        {
            (string Right, string Wrong)[] mistakes =
            [
                ("b[1][j / 2] + j % 2 * 2", "b[1][j / 2]"),
                ("NN_LDMATRIX_X4(a[0][i]", "NN_LDMATRIX_X4_TRANS(a[0][i]"),
                ("left_tile, nn_kernel_left_at(warp_row + lane % 16, 2 + lane / 16)", "left_tile, nn_kernel_left_at(warp_row + lane / 16 * 8 + lane % 8, 2 + lane / 8 % 2)"),
                ("(step + 1) %", "step %"),
                ("half_row * 8 + lane / 4", "(1 - half_row) * 8 + lane / 4"),
            ];
            var @case = ProductCases.Plain(ElementType.Float16, 32, 64, 32);
            return new ProductCheck(suite, name, [.. mistakes.Select(_ => @case)], (@case, i, limits) =>
            {
                var tile = MatrixTiles.Choose(ContractionShape.Of(@case.Kernel), Emulated(limits))!;
                var source = MatrixProductRenderer.Render(ContractionShape.Of(@case.Kernel), tile, Emulated(limits), @case.Kernel);
                return source with { Text = source.Text.Replace(mistakes[i].Right, mistakes[i].Wrong, StringComparison.Ordinal) };
            })
            {
                IsWrong = true,
            };
        }

        ProductCheck Plain(string name, ImmutableArray<ProductCase> cases) => new(suite, name, cases, static (@case, _, limits) => KernelRenderer.Render(@case.Kernel, limits)!);

        ProductCheck Matrices(string name, ImmutableArray<ProductCase> cases) => new(suite, name, cases, static (@case, _, limits) =>
            MatrixTiles.Choose(ContractionShape.Of(@case.Kernel), Emulated(limits)) is { } tile
                ? MatrixProductRenderer.Render(ContractionShape.Of(@case.Kernel), tile, Emulated(limits), @case.Kernel)
                : throw new CheckFailedException($"{@case} is not for tensor cores"));

        // Every tile on a case of its own layout, of sizes that no tile divides.
        ProductCheck Tiles(string name, ElementType element)
        {
            var all = ProductTiles.All(long.MaxValue);
            ImmutableArray<ProductTile> tiles = element == ElementType.Float32 ? all : [.. all.Where(static tile => tile.Rows != tile.Columns && tile.ItemRows > 1)];
            var layouts = ProductCases.Layouts(element, 132, 35, 140);
            return new ProductCheck(suite, name, [.. tiles.Select((_, i) => layouts[i % 4])], (@case, i, limits) =>
                ProductTiles.Fits(tiles[i], ContractionShape.Of(@case.Kernel).Sizes, limits) ? TiledProductRenderer.Render(ContractionShape.Of(@case.Kernel), tiles[i], @case.Kernel) : null);
        }

        ProductCheck MatrixTilesOf(string name)
        {
            var tiles = MatrixTiles.All(Stages);
            var layouts = ProductCases.Layouts(ElementType.Float16, 136, 136, 264);
            return new ProductCheck(suite, name, [.. tiles.Select((_, i) => layouts[i % 4])], (@case, i, limits) =>
                MatrixTiles.Fits(tiles[i], Emulated(limits)) ? MatrixProductRenderer.Render(ContractionShape.Of(@case.Kernel), tiles[i], Emulated(limits), @case.Kernel) : null);
        }
    }

    private static DeviceLimits Emulated(DeviceLimits limits) => limits with { EmulatesTensorCores = !limits.HasTensorCores };

    // Few results of long sums, which are cut into parts: by the depth of a product, by rows as gradients of weights, by 16 bits.
    private static ImmutableArray<CheckedGraph> CutSums() =>
    [
        .. from element in (ElementType[])[ElementType.Float32, ElementType.Float16, ElementType.Float64]
           from sizes in (ImmutableArray<int>[])[[8, 2048, 24], [70, 1536, 33]]
           from isTurned in (bool[])[false, true]
           select MatrixProducts.Of(element, sizes[0], sizes[1], sizes[2], isTurned),
        MatrixProducts.Of(ElementType.Float32, 40, 2053, 36, isTurned: false),
        MatrixProducts.Of(ElementType.Float32, 9, 1021, 17, isTurned: true),
        MatrixProducts.OverTwoAxes(ElementType.Float32, 12, 13, 171, 40),
    ];

    // All that follows a product is asked for, or only its end, or the product too; in the product's type and in another.
    private static ImmutableArray<CheckedGraph> Epilogues() =>
    [
        MatrixProducts.Layer(ElementType.Float32, 33, 40, 36, [1, 2, 3]),
        MatrixProducts.Layer(ElementType.Float16, 20, 36, 31, [3]),
        MatrixProducts.Layer(ElementType.Float64, 17, 20, 18, [0, 2]),
        MatrixProducts.Converted(ElementType.BFloat16, ElementType.Float32, 24, 24, 32),
        MatrixProducts.Converted(ElementType.Float32, ElementType.Float64, 24, 24, 32),
    ];

    private static ImmutableArray<CheckedGraph> MatrixCutSums() =>
    [
        MatrixProducts.Of(ElementType.Float16, 33, 1029, 17, isTurned: false),
        MatrixProducts.Of(ElementType.Float16, 16, 1000, 24, isTurned: true),
    ];

    private static ImmutableArray<CheckedGraph> MatrixEpilogues() =>
    [
        MatrixProducts.Layer(ElementType.Float16, 40, 48, 56, [1, 3]),
        MatrixProducts.Layer(ElementType.BFloat16, 33, 40, 35, [2]),
        MatrixProducts.Converted(ElementType.Float16, ElementType.Float32, 32, 64, 48),
    ];
}
